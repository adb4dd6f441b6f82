"""What every backend of the table port promises; each test runs on SQLite and on a real Azurite."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from threading import Barrier

import pytest

from oneone.errors import Changed, Conflict, NeedsAttention, Taken
from oneone.store.table import Row, Store, Table, TableName, Value, key, parts

PK = "dana@contoso.com|lee@contoso.com"
AT = datetime(2026, 11, 23, 9, 0, 0, 123456, tzinfo=UTC)


def rows(*rks: str, **values: Value) -> list[Row]:
    return [Row(PK, rk, values) for rk in rks]


def rks(table: Table, **asked: str) -> list[str]:
    return [row.rk for row in table.query(PK, start=asked.get("start"), before=asked.get("before"))]


class TestOneRow:
    def test_comes_back_with_its_values_and_their_types(self, table: Table) -> None:
        values: dict[str, Value] = {
            "text": "Send „closure plan“ to Contoso\r\n\tby Fri 😀", "empty": "", "yes": True, "no": False,
            "zero": 0, "least": -(2**31), "most": 2**31 - 1, "at": AT,
        }  # fmt: skip
        table.insert(Row(PK, "m_2026-11-23", values))

        found = table.get(PK, "m_2026-11-23")

        assert found is not None
        assert found.values == values
        assert {name: type(value) for name, value in found.values.items()} == {
            name: type(value) for name, value in values.items()
        }

    def test_that_is_not_there_is_none(self, table: Table) -> None:
        assert table.get(PK, "m_2026-11-23") is None

    def test_gives_times_back_in_utc(self, table: Table) -> None:
        table.insert(Row(PK, "a", {"at": AT.astimezone(timezone(timedelta(hours=5, minutes=30)))}))
        found = table.get(PK, "a")
        assert found is not None
        at = found.values["at"]
        assert isinstance(at, datetime)
        assert (at, at.utcoffset()) == (AT, timedelta(0))

    def test_leaves_none_out(self, table: Table) -> None:
        table.insert(Row(PK, "a", {"page_id": None, "fails": 0}))
        found = table.get(PK, "a")
        assert found is not None
        assert found.values == {"fails": 0}

    def test_never_shows_who_wrote_it(self, table: Table) -> None:
        written = table.insert(Row(PK, "a", {"n": 1}))
        table.upsert(Row(PK, "b", {"n": 1}))
        table.replace(Row(PK, "a", {"n": 2}, written.etag))
        table.commit(PK, inserts=rows("c", n=3))
        assert [set(row.values) for row in table.query(PK)] == [{"n"}] * 3

    def test_stands_in_its_table_alone(self, store: Store) -> None:
        store.table("ledger").insert(Row(PK, "a", {"n": 1}))
        names: tuple[TableName, ...] = ("pairs", "due", "accounts", "tokens", "numbers")
        assert [store.table(name).get(PK, "a") for name in names] == [None] * 5

    def test_of_an_unknown_table_is_refused(self, store: Store) -> None:
        with pytest.raises(ValueError, match="no table"):
            store.table("rows")  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        "part",
        [
            "lee_fabrikam.com#EXT#@contoso.onmicrosoft.com", "Group/Section", "jürgen@contoso.com",
            "o'brien@contoso.com", "champion 😀", "a|b=c", "50% & more + \\ ?", "a\tb\x7f", "日本語", ".", "~tilde^!-_",
            "two  spaces", "'", "@p",
        ],
    )  # fmt: skip
    def test_is_found_by_any_key_that_people_have(self, table: Table, part: str) -> None:
        made = key("dana@contoso.com", part)
        table.upsert(Row(made, made, {"n": 1}))
        table.upsert(Row(made, made, {"n": 2}))
        table.commit(made, replaces=[Row(made, made, {"n": 3}, _etag(table, made, made))])

        found = table.get(made, made)
        assert found is not None
        assert found.values == {"n": 3}
        assert [parts(row.rk) for row in table.query(made, start=made, before=made + "~")] == [
            ("dana@contoso.com", part.lower().strip())
        ]
        table.delete(found)
        assert table.get(made, made) is None

    def test_is_not_found_by_a_key_that_cannot_be(self, table: Table) -> None:
        assert table.get("a/b", "#EXT#") is None


def _etag(table: Table, pk: str, rk: str) -> str:
    found = table.get(pk, rk)
    assert found is not None
    return found.etag


class TestInsert:
    def test_gives_the_etag_that_the_row_is_read_with(self, table: Table) -> None:
        written = table.insert(Row(PK, "a", {"n": 1}))
        assert written.etag
        assert written.etag == _etag(table, PK, "a")

    def test_of_a_key_that_exists_is_taken_and_changes_nothing(self, table: Table) -> None:
        first = table.insert(Row(PK, "a", {"n": 1}))
        with pytest.raises(Taken):
            table.insert(Row(PK, "a", {"n": 2}))
        assert table.get(PK, "a") == first

    def test_by_eight_at_once_succeeds_for_one(self, table: Table) -> None:
        won = at_once(8, lambda n: table.insert(Row(PK, "claim", {"n": n})))
        found = table.get(PK, "claim")
        assert found is not None
        assert [found.values["n"]] == won


class TestReplace:
    def test_gives_a_new_etag(self, table: Table) -> None:
        first = table.insert(Row(PK, "a", {"n": 1}))
        second = table.replace(Row(PK, "a", {"n": 2}, first.etag))
        assert second.etag != first.etag
        assert table.get(PK, "a") == second

    def test_keeps_nothing_of_the_former_row(self, table: Table) -> None:
        first = table.insert(Row(PK, "a", {"page_id": "1", "text": "x" * 70_000}))
        table.replace(Row(PK, "a", {"page_id": None, "text": "short"}, first.etag))
        found = table.get(PK, "a")
        assert found is not None
        assert found.values == {"text": "short"}

    def test_of_a_row_that_changed_is_refused(self, table: Table) -> None:
        first = table.insert(Row(PK, "a", {"n": 1}))
        second = table.replace(Row(PK, "a", {"n": 2}, first.etag))
        with pytest.raises(Changed):
            table.replace(Row(PK, "a", {"n": 3}, first.etag))
        assert table.get(PK, "a") == second

    def test_of_a_row_that_is_gone_is_refused(self, table: Table) -> None:
        first = table.insert(Row(PK, "a", {"n": 1}))
        table.delete(first)
        with pytest.raises(Changed):
            table.replace(first)
        assert table.get(PK, "a") is None

    def test_of_a_row_that_was_not_read_is_a_mistake(self, table: Table) -> None:
        table.insert(Row(PK, "a", {"n": 1}))
        with pytest.raises(ValueError, match="etag"):
            table.replace(Row(PK, "a", {"n": 2}))

    def test_by_eight_at_once_succeeds_for_one(self, table: Table) -> None:
        first = table.insert(Row(PK, "claim", {"n": -1}))
        won = at_once(8, lambda n: table.replace(Row(PK, "claim", {"n": n}, first.etag)))
        found = table.get(PK, "claim")
        assert found is not None
        assert [found.values["n"]] == won


def at_once(count: int, write: Callable[[int], Row]) -> list[int]:
    """Who of `count` threads that write at the same moment was not refused."""
    ready = Barrier(count)

    def one(n: int) -> list[int]:
        ready.wait()
        try:
            write(n)
        except Conflict:
            return []
        return [n]

    with ThreadPoolExecutor(count) as threads:
        return [n for won in threads.map(one, range(count)) for n in won]


class TestUpsertAndDelete:
    def test_upsert_makes_or_replaces_the_whole_row(self, table: Table) -> None:
        table.upsert(Row(PK, "a", {"n": 1, "old": "x"}))
        second = table.upsert(Row(PK, "a", {"n": 2}))
        assert table.get(PK, "a") == second

    def test_delete_with_an_etag_spares_a_row_that_changed(self, table: Table) -> None:
        first = table.insert(Row(PK, "a", {"n": 1}))
        second = table.replace(Row(PK, "a", {"n": 2}, first.etag))
        with pytest.raises(Changed):
            table.delete(first)
        assert table.get(PK, "a") == second

    def test_delete_without_an_etag_removes_whatever_is_there(self, table: Table) -> None:
        table.insert(Row(PK, "a", {"n": 1}))
        table.delete(Row(PK, "a", {}))
        assert table.get(PK, "a") is None

    def test_delete_of_a_row_that_is_gone_is_fine(self, table: Table) -> None:
        first = table.insert(Row(PK, "a", {"n": 1}))
        table.delete(first)
        table.delete(first)
        table.delete(Row(PK, "never", {}))
        assert rks(table) == []


class TestQuery:
    def test_follows_every_page_in_order(self, table: Table) -> None:
        made = [f"c_{n:04}" for n in range(1_200)]
        for at in range(0, 1_200, 100):
            table.commit(PK, inserts=rows(*made[at : at + 100], n=at))
        assert [row.rk for row in table.query(PK)] == made
        assert [row.rk for row in table.query()] == made
        assert [row.rk for row in table.query(PK, where={"n": 1_100})] == made[1_100:]

    def test_gives_all_partitions_in_order_of_pk_and_rk(self, table: Table) -> None:
        for pk, rk in (("b", "1"), ("a", "2"), ("c", "0"), ("a", "1")):
            table.insert(Row(pk, rk, {}))
        assert [(row.pk, row.rk) for row in table.query()] == [("a", "1"), ("a", "2"), ("b", "1"), ("c", "0")]
        assert [(row.pk, row.rk) for row in table.query(start="1", before="2")] == [("a", "1"), ("b", "1")]

    def test_range_takes_the_start_and_leaves_the_end(self, table: Table) -> None:
        table.commit(PK, inserts=rows("a_1", "c_1", "c_2", "m_2026-11-16", "m_2026-11-23", "s_2026-11-16"))
        assert rks(table, start="c_", before="c`") == ["c_1", "c_2"]
        assert rks(table, start="m_2026-11-23") == ["m_2026-11-23", "s_2026-11-16"]
        assert rks(table, before="c_2") == ["a_1", "c_1"]
        assert rks(table, start="x", before="y") == []

    @pytest.mark.parametrize(
        ("where", "found"),
        [
            ({"state": "open"}, ["a", "c"]), ({"n": 1}, ["a"]), ({"n": 0}, ["b"]), ({"sure": True}, ["a"]),
            ({"sure": False}, ["b"]), ({"sure": 1}, []), ({"n": True}, []), ({"at": AT}, ["c"]),
            ({"at": AT.astimezone(timezone(timedelta(hours=-8)))}, ["c"]), ({"state": "open", "n": 2}, ["c"]),
            ({"owner": "o'brien or 1 eq 1"}, ["b"]), ({"owner": ""}, ["c"]), ({"missing": "x"}, []),
            ({}, ["a", "b", "c"]),
        ],
    )  # fmt: skip
    def test_where_keeps_what_is_equal_in_value_and_type(
        self, table: Table, where: dict[str, Value], found: list[str]
    ) -> None:
        table.insert(Row(PK, "a", {"state": "open", "n": 1, "sure": True}))
        table.insert(Row(PK, "b", {"state": "done", "n": 0, "sure": False, "owner": "o'brien or 1 eq 1"}))
        table.insert(Row(PK, "c", {"state": "open", "n": 2, "at": AT, "owner": ""}))
        assert [row.rk for row in table.query(PK, where=where)] == found
        assert [row.rk for row in table.query(where=where)] == found

    @pytest.mark.parametrize("where", [{"a eq 1 or b": 1}, {"by": "x"}, {"n": None}, {"text": "x" * 30_001}])
    def test_where_refuses_what_cannot_be_compared(self, table: Table, where: dict[str, Value]) -> None:
        with pytest.raises(ValueError, match="looked for"):
            table.query(where=where)

    def test_lets_one_write_while_reading(self, table: Table) -> None:
        table.commit(PK, inserts=rows(*(f"{n:03}" for n in range(100)), n=0))
        for row in table.query(PK):
            table.replace(Row(row.pk, row.rk, {"n": 1}, row.etag))
        assert {row.values["n"] for row in table.query(PK)} == {1}


class TestCommit:
    def test_inserts_replaces_and_deletes_together(self, table: Table) -> None:
        kept = table.insert(Row(PK, "kept", {"n": 1, "old": "not in the new row"}))
        gone = table.insert(Row(PK, "gone", {"n": 1}))
        table.commit(PK, inserts=rows("new", n=1), replaces=[Row(PK, "kept", {"n": 2}, kept.etag)], deletes=[gone])
        assert [(row.rk, row.values) for row in table.query(PK)] == [("kept", {"n": 2}), ("new", {"n": 1})]

    def test_with_a_stale_row_does_nothing(self, table: Table) -> None:
        stale = table.insert(Row(PK, "a", {"n": 1}))
        table.replace(Row(PK, "a", {"n": 2}, stale.etag))
        other = table.insert(Row(PK, "b", {"n": 1}))
        before = list(table.query(PK))
        with pytest.raises(Changed):
            table.commit(PK, inserts=rows("new"), replaces=[stale], deletes=[other])
        with pytest.raises(Changed):
            table.commit(PK, inserts=rows("new"), deletes=[other, stale])
        assert list(table.query(PK)) == before

    def test_with_a_taken_key_does_nothing(self, table: Table) -> None:
        table.insert(Row(PK, "taken", {"n": 1}))
        with pytest.raises(Taken):
            table.commit(PK, inserts=rows("a", "taken", "z"))
        assert rks(table) == ["taken"]

    def test_with_a_row_that_is_gone_does_nothing(self, table: Table) -> None:
        gone = table.insert(Row(PK, "gone", {"n": 1}))
        table.delete(gone)
        there = table.insert(Row(PK, "there", {"n": 1}))
        for replaces, deletes in (([gone], []), ([], [gone]), ([], [Row(PK, "gone", {})])):
            with pytest.raises(Changed):
                table.commit(PK, inserts=rows("new"), replaces=replaces, deletes=deletes)
        with pytest.raises(Changed):
            table.commit(PK, deletes=[there, gone])
        assert rks(table) == ["there"]

    def test_of_deletes_that_are_all_done_already_is_fine(self, table: Table) -> None:
        made = [table.insert(row) for row in rows("a", "b")]
        table.commit(PK, deletes=made)
        table.commit(PK, deletes=made)
        assert rks(table) == []

    def test_of_nothing_does_nothing(self, table: Table) -> None:
        table.commit(PK)
        assert rks(table) == []

    def test_takes_a_hundred_rows_and_no_more(self, table: Table) -> None:
        table.commit(PK, inserts=rows(*(f"{n:03}" for n in range(100))))
        with pytest.raises(ValueError, match="100"):
            table.commit(PK, inserts=rows(*(f"x{n:03}" for n in range(101))))
        assert len(rks(table)) == 100

    def test_refuses_rows_of_another_partition(self, table: Table) -> None:
        with pytest.raises(ValueError, match="partition"):
            table.commit(PK, inserts=[Row(PK, "a", {}), Row("other", "b", {})])
        assert rks(table) == []

    def test_refuses_a_row_that_stands_twice(self, table: Table) -> None:
        first = table.insert(Row(PK, "a", {"n": 1}))
        with pytest.raises(ValueError, match="twice"):
            table.commit(PK, replaces=[first], deletes=[first])

    def test_refuses_more_than_one_request_can_carry(self, table: Table) -> None:
        with pytest.raises(NeedsAttention, match="one step"):
            table.commit(PK, inserts=rows(*"abcd", a="ü" * 200_000))
        assert rks(table) == []

    def test_of_as_much_as_is_allowed_is_stored(self, table: Table) -> None:
        table.commit(PK, inserts=rows(*"abcdefg", a="x" * 230_000))
        assert len(rks(table)) == 7


class TestLimits:
    @pytest.mark.parametrize("length", [29_999, 30_000, 30_001, 59_999, 60_000, 60_001, 90_002])
    @pytest.mark.parametrize("lead", ["", "x", "ü"])
    @pytest.mark.parametrize("letter", ["a", "ß", "😀"])
    def test_long_texts_come_back_whole(self, table: Table, letter: str, lead: str, length: int) -> None:
        units = 2 if letter == "😀" else 1
        text = lead + letter * (length // units)
        table.upsert(Row(PK, "s", {"draft": text, "after": "y"}))
        found = table.get(PK, "s")
        assert found is not None
        assert found.values == {"draft": text, "after": "y"}

    def test_a_row_of_900_kib_is_stored(self, table: Table) -> None:
        text = "ü" * 460_000
        table.insert(Row(PK, "s", {"draft": text}))
        found = table.get(PK, "s")
        assert found is not None
        assert found.values == {"draft": text}

    def test_a_larger_row_is_named_with_its_size(self, table: Table) -> None:
        with pytest.raises(NeedsAttention, match="s_2026-11-23") as raised:
            table.insert(Row(PK, "s_2026-11-23", {"draft": "x" * 470_000}))
        assert raised.value.facts == {"kib": 918, "at_most": 900}
        assert rks(table) == []

    def test_two_hundred_properties_are_stored_and_no_more(self, table: Table) -> None:
        values: dict[str, Value] = {f"p{n}": n for n in range(200)}
        table.insert(Row(PK, "a", values))
        assert [row.values for row in table.query(PK)] == [values]
        with pytest.raises(ValueError, match="200"):
            table.insert(Row(PK, "b", values | {"one": 1}))

    @pytest.mark.parametrize(
        ("values", "says"),
        [
            ({"n": 2**31}, "32 bit"), ({"n": -(2**31) - 1}, "32 bit"), ({"n": 1.5}, "float"), ({"n": ["x"]}, "list"),
            ({"at": datetime(2026, 11, 23)}, "time zone"), ({"at": datetime.min.replace(tzinfo=UTC)}, "year"),  # noqa: DTZ001
            ({"text": "half \ud83d"}, "half an emoji"), ({"two words": 1}, "name"),
            ({"": 1}, "name"), ({"1st": 1}, "name"), ({"text__1": "x"}, "name"), ({"by": "me"}, "name"),
            ({"RowKey": "x"}, "name"), ({"größe": 1}, "name"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_kept_is_refused_by_every_write(
        self, table: Table, values: dict[str, Value], says: str
    ) -> None:
        first = table.insert(Row(PK, "first", {"n": 1}))
        writes: list[Callable[[], object]] = [
            lambda: table.insert(Row(PK, "a", values)),
            lambda: table.upsert(Row(PK, "a", values)),
            lambda: table.replace(Row(PK, "first", values, first.etag)),
            lambda: table.commit(PK, inserts=[Row(PK, "b", {}), Row(PK, "a", values)]),
            lambda: table.commit(PK, [Row(PK, "b", {})], [Row(PK, "first", values, first.etag)]),
        ]
        for write in writes:
            with pytest.raises(ValueError, match=says):
                write()
        assert list(table.query(PK)) == [first]

    @pytest.mark.parametrize("bad", ["a/b", "a\\b", "guest#EXT#", "what?", "a\tb", "a\x00", "\x85", "x" * 513])
    def test_a_key_that_azure_refuses_is_refused(self, table: Table, bad: str) -> None:
        for row in (Row(bad, "a", {}), Row("a", bad, {})):
            with pytest.raises(ValueError, match="key"):
                table.upsert(row)

    def test_a_key_of_512_characters_is_stored(self, table: Table) -> None:
        table.insert(Row("p" * 512, "r" * 512, {"n": 1}))
        assert table.get("p" * 512, "r" * 512) is not None

    def test_a_key_as_an_admin_typed_it_is_read_and_written(self, table: Table) -> None:
        typed = "Dana.Reyes@Contoso.com, M%C3%BCller (EMEA)"
        written = table.insert(Row(typed, "Jürgen=x", {"n": 1}))
        assert list(table.query()) == [written]
        assert table.get(typed, "Jürgen=x") == written

"""Keys, addresses and the shape of stored rows: no backend needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oneone.errors import BadInput, NeedsAttention
from oneone.store.azure import AzureStore
from oneone.store.sqlite import SqliteStore
from oneone.store.table import TEXT_UNITS, Row, is_key, key, open_store, pack, parts, unpack

texts = st.text(st.characters(), max_size=12).filter(lambda text: text.strip())
unhurried = settings(deadline=None)  # the machine may be busy


class TestKey:
    def test_escapes_what_azure_refuses_in_keys(self) -> None:
        assert (
            key("lee_fabrikam.com#EXT#@contoso.com", "Ü/=|") == "lee_fabrikam.com=23ext=23@contoso.com|=c3=bc=2f=3d=7c"
        )

    def test_is_equal_for_spellings_of_one_name(self) -> None:
        assert key(" Jürgen@Contoso.COM ") == key("ju\u0308rgen@contoso.com")

    @unhurried
    @given(st.lists(texts, min_size=1, max_size=3))
    def test_is_a_key_that_gives_its_parts_back(self, given_parts: list[str]) -> None:
        made = key(*given_parts)
        assert is_key(made)
        assert len(parts(made)) == len(given_parts)
        assert key(*parts(made)) == made

    @unhurried
    @given(st.lists(texts, min_size=2, max_size=2), st.lists(texts, min_size=1, max_size=3))
    def test_of_different_parts_is_different(self, one: list[str], other: list[str]) -> None:
        assert (key(*one) == key(*other)) == (parts(key(*one)) == parts(key(*other)))

    def test_too_long_names_the_part(self) -> None:
        with pytest.raises(NeedsAttention, match="Contoso") as raised:
            key("dana@contoso.com", "Contoso " * 70)
        assert raised.value.facts == {"characters": 576, "at_most": 512}

    @pytest.mark.parametrize("empty", [(), ("",), ("a", " ")])
    def test_needs_a_text_in_every_part(self, empty: tuple[str, ...]) -> None:
        with pytest.raises(ValueError, match="part"):
            key(*empty)


class TestPack:
    @unhurried
    @given(st.integers(TEXT_UNITS - 3, TEXT_UNITS + 3), st.text("a😀", max_size=8), st.sampled_from("bü😀"))
    def test_cuts_no_text_longer_than_its_limit_and_joins_it_again(self, count: int, end: str, letter: str) -> None:
        text = letter * count + end
        packed = pack(Row("a", "b", {"text": text}))
        assert all(len(str(piece).encode("utf-16-le")) <= 2 * TEXT_UNITS for piece in packed.values())
        assert unpack(packed) == {"text": text}

    def test_leaves_a_column_alone_that_only_looks_like_a_piece(self) -> None:
        of_an_admin: dict[str, str | int] = {"note": "short", "note__1": "own", "note__2": 5, "other__1": "x" * 30_000}
        assert unpack(of_an_admin) == of_an_admin


class TestOpenStore:
    def test_takes_a_path_from_here_and_one_from_the_root(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        for url in ("sqlite:///near/store.sqlite", f"sqlite:///{tmp_path}/far/store.sqlite"):
            store = open_store(url)
            assert isinstance(store, SqliteStore)
            store.close()
        assert sorted(path.parent.name for path in tmp_path.rglob("store.sqlite")) == ["far", "near"]

    @pytest.mark.parametrize(
        "url", ["", "store.sqlite", "sqlite://", "sqlite:///", "sqlite://x", "postgres://x", "AccountKey=secret"]
    )
    def test_says_what_is_allowed_and_does_not_repeat_what_was_given(self, url: str) -> None:
        with pytest.raises(BadInput, match=r"sqlite:///FILE .* azure://ACCOUNT") as raised:
            open_store(url)
        assert "secret" not in str(raised.value)

    def test_in_azure_needs_a_storage_account(self) -> None:
        with pytest.raises(BadInput, match="AzureWebJobsStorage__accountName"):
            open_store("azure")

    @pytest.mark.parametrize("account", ["a", "My-Account", "evil.example/x"])
    def test_refuses_what_is_no_storage_account(self, account: str) -> None:
        with pytest.raises(BadInput, match="3 to 24"):
            open_store(f"azure://{account}")

    def test_refuses_a_connection_string_that_is_none(self) -> None:
        with pytest.raises(BadInput, match="ONEONE_STORE"):
            open_store("azure", connection_string="AccountName=contoso")

    @pytest.mark.parametrize(
        ("url", "account"),
        [("azure", "contosooneone"), ("azure://contosooneone", ""), ("azure://contosooneone", "other")],
    )
    def test_asks_the_account_that_is_named(self, url: str, account: str) -> None:
        store = open_store(url, storage_account=account, identity="7d9c7e4e-0000-4000-8000-000000000000")
        assert isinstance(store, AzureStore)
        assert store.endpoint == "https://contosooneone.table.core.windows.net"
        store.close()

    def test_of_a_file_imports_nothing_of_azure(self, tmp_path: Path) -> None:
        program = (
            "import sys; from oneone.store.table import open_store; open_store(sys.argv[1]).close(); "
            "print([name for name in sys.modules if name.split('.')[0] in ('azure', 'requests', 'aiohttp')])"
        )
        ran = subprocess.run(
            [sys.executable, "-c", program, f"sqlite:///{tmp_path}/s.sqlite"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert ran.stdout == "[]\n"

"""Whose promise a line is, in seven languages and with the names people have."""

import pytest

from oneone.commitments.owner import is_name, said, says_no
from oneone.model import Names, Side

NAMES = Names(rep="Lee Park", manager="Dana Reyes")


@pytest.mark.parametrize(
    ("language", "line", "owner", "text"),
    [
        ("en-GB", "Lee, please send the deck", "rep", "please send the deck"),
        ("en-GB", "Lee send deck", "rep", "send deck"),
        ("en-GB", "send deck, Lee", "rep", "send deck"),
        ("en-GB", "Dana asks Tom about seats", "manager", "Dana asks Tom about seats"),
        ("en-GB", "Lee P. to send deck", "rep", "send deck"),
        ("en-GB", "Park, Lee: send deck", "rep", "send deck"),
        ("en-GB", "3. Lee: send deck", "rep", "send deck"),
        ("de", "Lee soll das Angebot schicken", "rep", "das Angebot schicken"),
        ("de", "Lee schickt das Angebot", "rep", "Lee schickt das Angebot"),
        ("de", "Lee Angebot schicken", "rep", "Angebot schicken"),
        ("de", "Angebot schicken (Dana)", "manager", "Angebot schicken"),
        ("de", "Angebot schicken, verantwortlich: Dana", "manager", "Angebot schicken"),
        ("fr", "Dana va envoyer l'offre", "manager", "envoyer l'offre"),
        ("fr", "Dana envoie l'offre", "manager", "Dana envoie l'offre"),
        ("es", "Lee va a enviar la oferta", "rep", "enviar la oferta"),
        ("es", "Lee envía la oferta", "rep", "Lee envía la oferta"),
        ("pt", "Lee vai enviar a proposta", "rep", "enviar a proposta"),
        ("it", "Dana manda l'offerta", "manager", "Dana manda l'offerta"),
        ("it", "responsabile: Lee - mandare l'offerta", "rep", "mandare l'offerta"),
        ("nl", "Dana stuurt de offerte", "manager", "Dana stuurt de offerte"),
        ("nl", "Lee gaat de offerte sturen", "rep", "de offerte sturen"),
    ],
)
def test_the_owner_is_read_in_the_pairs_language(language: str, line: str, owner: Side, text: str) -> None:
    found = said(line, NAMES, language)
    assert (found.owner, found.text, found.named) == (owner, text, True)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en-GB", "Lee and Dana: visit Contoso"),
        ("en-GB", "visit Contoso (Lee & Dana)"),
        ("en-GB", "someone to visit Contoso"),
        ("de", "Lee und Dana besuchen Contoso"),
        ("de", "wir: Contoso besuchen"),
        ("de", "jemand muss Contoso besuchen"),
        ("fr", "Lee et Dana : visiter Contoso"),
        ("es", "ambos: visitar Contoso"),
        ("pt", "Lee e Dana: visitar a Contoso"),
        ("it", "Lee e Dana: visitare Contoso"),
        ("nl", "samen: Contoso bezoeken"),
    ],
)
def test_what_both_or_somebody_shall_do_is_nobodys_wherever_it_stands(language: str, line: str) -> None:
    found = said(line, NAMES, language)
    assert (found.owner, found.both) == (None, True)


@pytest.mark.parametrize(
    "line",
    [
        "ask Tom to call Lee",
        "sync with @Dana on pricing",
        "invite Tom, Ana, Lee",
        "call Ana (Lee knows her)",
        "Lee's deck to Contoso",
        "Tom to send the redlines",
        "mail lee.park@contoso.com",
        "Leeds office visit",
    ],
)
def test_a_name_that_is_only_mentioned_owns_nothing(line: str) -> None:
    found = said(line, NAMES)
    assert (found.owner, found.text, found.both) == (None, line, False)


@pytest.mark.parametrize(
    ("language", "line", "text"),
    [
        ("en-GB", "I'll send the deck", "send the deck"),
        ("de", "ich schicke das Angebot", "schicke das Angebot"),
        ("fr", "je vais envoyer l'offre", "envoyer l'offre"),
        ("fr", "j’envoie l'offre", "envoie l'offre"),
        ("es", "voy a enviar la oferta", "enviar la oferta"),
        ("pt", "vou enviar a proposta", "enviar a proposta"),
        ("it", "devo mandare l'offerta", "mandare l'offerta"),
        ("nl", "ik ga de offerte sturen", "de offerte sturen"),
    ],
)
def test_the_first_person_leaves_the_owner_to_the_place(language: str, line: str, text: str) -> None:
    found = said(line, NAMES, language)
    assert (found.owner, found.mine, found.text) == (None, True, text)


def test_names_that_are_words_count_as_names_only_where_a_name_stands() -> None:
    names = Names(rep="Will May", manager="Mark Hope")
    assert said("we hope the customer will mark it", names).owner is None
    assert said("will: send deck", names).owner == "rep"
    assert said("send deck (mark)", names).owner == "manager"


def test_accents_may_be_left_out() -> None:
    names = Names(rep="José Núñez", manager="Zoë Brück")
    assert said("jose: enviar oferta", names, "es").owner == "rep"
    assert said("Zoe Bruck to call", names).owner == "manager"


@pytest.mark.parametrize(
    ("text", "side"),
    [("Lee", "rep"), ("@dana", "manager"), ("PARK", "rep"), ("Reyes, Dana", "manager"), ("LP", "rep"), ("Tom", None)],
)
def test_a_cell_that_is_a_name_says_whose_a_row_is(text: str, side: Side | None) -> None:
    assert is_name(text, NAMES) == side


def test_names_written_last_name_first_have_first_names_for_labels() -> None:
    names = Names(rep="Park, Lee", manager="Dr. Reyes, Dana (Contoso)")
    assert (names.first("rep"), Names("Dr. Lee Park", "Dana Reyes").first("rep")) == ("Lee", "Lee")
    assert said("Lee: send deck", names).owner == "rep"
    assert said("Park: send deck", names).owner == "rep"


def test_equal_first_names_are_told_apart_by_the_letter_of_the_last_name() -> None:
    names = Names(rep="Lee Park", manager="Lee Moss")
    assert [said(line, names).owner for line in ("Lee P: x y", "Lee M.: x y", "Lee: x y")] == ["rep", "manager", None]


# ---------------------------------------------------------------- as people type in a hurry


SHORT = Names(rep="Michael Brandt", manager="Beatriz Rocha")


@pytest.mark.parametrize(
    ("line", "owner"),
    [
        ("Mike: send deck", "rep"),
        ("Mike Brandt to send deck", "rep"),
        ("send deck (bia)", "manager"),
        ("Mick will send deck", "rep"),
        ("Mikel: send deck", None),
    ],
)
def test_common_short_forms_of_a_name_are_that_person(line: str, owner: Side | None) -> None:
    assert said(line, SHORT).owner == owner


def test_a_short_form_that_may_be_the_other_one_is_nobody() -> None:
    both = Names(rep="Alexander Lang", manager="Alexandra Kurz")
    assert said("Alex: send deck", both).owner is None
    mike = Names(rep="Michael Brandt", manager="Mike Torres")
    assert [said(line, mike).owner for line in ("Mike: x y", "Michael: x y", "Micha: x y")] == ["manager", "rep", "rep"]


def test_a_short_form_that_is_a_word_is_a_name_only_where_a_name_stands() -> None:
    names = Names(rep="William Stone", manager="Susan Hale")
    assert said("Bill: send deck", names).owner == "rep"
    assert said("Bill Contoso for the hours", names).owner is None
    assert said("we will sue them", names).owner is None


@pytest.mark.parametrize(
    ("line", "owner", "text"),
    [
        ("L: third reference", "rep", "third reference"),
        ("L - third reference", "rep", "third reference"),
        ("D → price floor", "manager", "price floor"),
        ("lp: third reference", "rep", "third reference"),
        ("a: third reference", None, "a: third reference"),
        ("Lots of work", None, "Lots of work"),
    ],
)
def test_initials_before_a_colon_may_be_one_letter_or_small(line: str, owner: Side | None, text: str) -> None:
    found = said(line, NAMES)
    assert (found.owner, found.text) == (owner, text)


def test_two_letters_joined_are_both_and_equal_ones_nobody() -> None:
    assert said("L+D: dry run", NAMES).both
    assert said("L: x y", Names(rep="Lee Park", manager="Lou Moss")).owner is None
    assert said("FdV: x y", Names(rep="Femke de Vries", manager="Daan Bakker")).owner == "rep"


@pytest.mark.parametrize(
    ("language", "line", "owner"),
    [
        ("en-GB", "okay so Lee is going to send the deck", "rep"),
        ("en-GB", "and Dana will read it", "manager"),
        ("en-GB", "🔥 Dana → price floor", "manager"),
        ("en-GB", "➡ Lee: price floor", "rep"),
        ("de", "also Lee schickt die Doku", "rep"),
        ("de", "dann ruft Dana den Kunden an", "manager"),
        ("fr", "donc Lee va envoyer le devis", "rep"),
        ("fr", "Dana se charge du devis", "manager"),
        ("es", "pues Lee va a llamar", "rep"),
        ("es", "Lee le escribe al CFO", "rep"),
        ("pt", "então Lee vai ligar", "rep"),
        ("it", "allora Dana ci manda il file", "manager"),
        ("nl", "dus Lee belt Ana", "rep"),
        ("nl", "dan stuurt Dana de offerte", "manager"),
    ],
)
def test_words_and_pictures_before_a_name_do_not_hide_it(language: str, line: str, owner: Side) -> None:
    assert said(line, NAMES, language).owner == owner


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en-GB", "Lee dial list of 100 hospitals"),
        ("de", "Lee Termin m. Einkauf Fabrikam"),
        ("fr", "Lee rdv avec la DSI"),
        ("es", "Lee contrato con Trey"),
        ("pt", "Lee contrato com a Trey"),
        ("it", "Lee contratto con Trey"),
        ("nl", "Lee demo van 3 dec voorbereiden"),
    ],
)
def test_a_line_that_only_begins_with_a_name_is_that_persons_if_less_surely(language: str, line: str) -> None:
    found = said(line, NAMES, language)
    assert (found.owner, found.named) == ("rep", True)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en-GB", "Lee is on leave on Friday"),
        ("en-GB", "Lee out Thu and Fri"),
        ("en-GB", "Lee happy with the demo"),
        ("en-GB", "Lee's deck to Contoso"),
        ("de", "Lee ist krank bis Freitag"),
        ("de", "Lee ab Montag im Urlaub"),
        ("fr", "Lee est en vacances lundi"),
        ("es", "Lee está de viaje el lunes"),
        ("pt", "Lee está de férias na segunda"),
        ("it", "Lee è in ferie lunedì"),
        ("nl", "Lee is ziek tot maandag"),
    ],
)
def test_what_is_told_about_a_person_is_no_promise_of_that_person(language: str, line: str) -> None:
    assert said(line, NAMES, language).owner is None


def test_one_of_two_is_nobody_yet() -> None:
    assert said("Lee or Dana to call Ana", NAMES).both
    assert said("Lee oder Dana: Ana anrufen", NAMES, "de").both


@pytest.mark.parametrize(
    ("language", "line", "text"),
    [
        ("en-GB", "you to tell me about net 60", "tell me about net 60"),
        ("en-GB", "can you send the emails", "send the emails"),
        ("de", "du schickst mir die Liste", "schickst mir die Liste"),
        ("fr", "tu m'envoies le devis", "m'envoies le devis"),
        ("es", "tú me mandas la lista", "me mandas la lista"),
        ("pt", "você me manda a lista", "me manda a lista"),
        ("it", "tu mi mandi il file", "mi mandi il file"),
        ("nl", "jij stuurt me de lijst", "stuurt me de lijst"),
    ],
)
def test_you_speaks_to_the_other_one(language: str, line: str, text: str) -> None:
    found = said(line, NAMES, language)
    assert (found.owner, found.yours, found.text) == (None, True, text)


@pytest.mark.parametrize(("language", "line"), [("en-GB", "you know the CFO"), ("de", "du hast das gut gemacht")])
def test_you_that_tells_something_asks_for_nothing(language: str, line: str) -> None:
    assert not said(line, NAMES, language).yours


def test_you_behind_a_name_is_asked_for() -> None:
    assert said("Lee: you to send the deck", NAMES).both


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en-GB", "no, not this week"),
        ("en-GB", "no - pipeline is fine"),
        ("de", "nein, erst im Januar"),
        ("fr", "non, pas avant janvier"),
        ("es", "no, esta semana no"),
        ("pt", "não: sem tempo"),
        ("it", "no, per ora va bene"),
        ("nl", "nee - pas in januari"),
    ],
)
def test_a_no_with_its_reason_is_a_no(language: str, text: str) -> None:
    assert says_no(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [("en-GB", "no, call Ana first"), ("en-GB", "no discount for Adatum"), ("de", "nein, anrufen")],
)
def test_a_no_that_goes_on_with_something_to_do_is_none(language: str, text: str) -> None:
    assert not says_no(text, language)

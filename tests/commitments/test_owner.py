"""Whose promise a line is, in seven languages and with the names people have."""

import pytest

from oneone.commitments.owner import is_name, said
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

"""Due dates as people type them in a hurry: short forms, ranges, new dates behind a promise, in seven languages."""

from datetime import date

import pytest

from oneone.commitments.dates import anew, due, opening

MONDAY = date(2026, 11, 23)

SHORT = {
    "en-GB": [
        ("dial list nxt wk", "2026-12-04"),
        ("nxt Thu", "2026-12-03"),
        ("send it b4 Tue pls", "2026-11-24"),
        ("send it tmw", "2026-11-24"),
        ("call Ana 2moro am", "2026-11-24"),
        ("quote EOB", "2026-11-23"),
        ("report wk 50", "2026-12-11"),
        ("first thing Mon", "2026-11-30"),
        ("early next week", "2026-12-04"),
        ("end of nxt mth", "2026-12-31"),
    ],
    "de": [
        ("Follow-up nä. Woche", "2026-12-04"),
        ("Rückruf nächste KW", "2026-12-04"),
        ("Angebot b. Freitag Mittag", "2026-11-27"),
        ("Termin m. Einkauf, spät. 25.11.", "2026-11-25"),
        ("Ende Wo.", "2026-11-27"),
        ("in 2 Wo.", "2026-12-07"),
        ("in KW48", "2026-11-27"),
        ("Anfang nächster Woche", "2026-12-04"),
    ],
    "fr": [
        ("appeler le DAF, dem. matin", "2026-11-24"),
        ("RDV physique, la sem. prochaine", "2026-12-04"),
        ("relance sem. pro", "2026-12-04"),
        ("relance avt jeudi", "2026-11-26"),
        ("envoyer le CR, auj.", "2026-11-23"),
        ("fin sem.", "2026-11-27"),
        ("lundi pro", "2026-11-30"),
        ("au + tard ven.", "2026-11-27"),
        ("démo, mer", "2026-11-25"),
    ],
    "es": [
        ("conseguir el descuento la prox. semana", "2026-12-04"),
        ("llamar la sem. próx.", "2026-12-04"),
        ("llamar a Trey p/ lunes", "2026-11-30"),
        ("a + tardar vie.", "2026-11-27"),
        ("fin de sem.", "2026-11-27"),
        ("visita, mar", "2026-11-24"),
        ("el próx. martes", "2026-12-01"),
    ],
    "pt": [
        ("enviar p/ 6ª", "2026-11-27"),
        ("ligar na próx. sem.", "2026-12-04"),
        ("rever sem. que vem", "2026-12-04"),
        ("enviar hj", "2026-11-23"),
        ("até 4ª feira", "2026-11-25"),
        ("visita, ter", "2026-11-24"),
    ],
    "it": [
        ("chiedere i criteri, gio", "2026-11-26"),
        ("ok al prezzo, lunedì p.v.", "2026-11-30"),
        ("la pross. sett.", "2026-12-04"),
        ("fine sett.", "2026-11-27"),
        ("entro il 30 c.m.", "2026-11-30"),
        ("settimana prox", "2026-12-04"),
    ],
    "nl": [
        ("afspraak met de CFO, wk 50", "2026-12-11"),
        ("bellen vlg. week", "2026-12-04"),
        ("rapport eind vd week", "2026-11-27"),
        ("offerte vrijdag a.s.", "2026-11-27"),
        ("uiterl. vr", "2026-11-27"),
        ("binnen 2 wkn", "2026-12-07"),
    ],
}

RANGES = [
    ("en-GB", "intro mail by Tue or Wed", "2026-11-25", "by Tue or Wed"),
    ("en-GB", "visit 28-30 Nov", "2026-11-30", "28-30 Nov"),
    ("en-GB", "visit Mon-Wed", "2026-11-25", "Mon-Wed"),
    ("en-GB", "visit Thu/Fri", "2026-11-27", "Thu/Fri"),
    ("en-GB", "visit 1 or 2 Dec", "2026-12-02", "1 or 2 Dec"),
    ("en-GB", "visit between Wed and Fri", "2026-11-27", "between Wed and Fri"),
    ("en-GB", "by the 3rd or 4th", "2026-12-04", "by the 3rd or 4th"),
    ("en-GB", "book in 2-3 days", "2026-11-26", "in 2-3 days"),
    ("en-US", "visit Dec 1-3", "2026-12-03", "Dec 1-3"),
    ("en-US", "visit 12/1-3", "2026-12-03", "12/1-3"),
    ("en-US", "visit 12/1 - 12/3", "2026-12-03", "12/1 - 12/3"),
    ("de", "anrufen, 7. oder 8. Jänner", "2027-01-08", "7. oder 8. Jänner"),
    ("de", "Besuch 28.-30.11.", "2026-11-30", "28.-30.11"),
    ("de", "Besuch Do/Fr", "2026-11-27", "Do/Fr"),
    ("fr", "visite mardi ou jeudi", "2026-11-26", "mardi ou jeudi"),
    ("fr", "visite, 28-30 nov.", "2026-11-30", "28-30 nov"),
    ("es", "comida, 9 ó 10 dic", "2026-12-10", "9 ó 10 dic"),
    ("es", "visita jueves o viernes", "2026-11-27", "jueves o viernes"),
    ("pt", "visita, 9 ou 10 de dezembro", "2026-12-10", "9 ou 10 de dezembro"),
    ("it", "questionario, 17-18 dic.", "2026-12-18", "17-18 dic"),
    ("it", "visita giovedì o venerdì", "2026-11-27", "giovedì o venerdì"),
    ("nl", "jaarplan, 8 of 9 dec.", "2026-12-09", "8 of 9 dec"),
]

MEETINGS = [
    ("en-US", "present the checklist on the 12/2 team call", "2026-12-02"),
    ("en-GB", "raise pricing at the 3 Dec review", "2026-12-03"),
    ("de", "Zahlen im Call vom 3.12. zeigen", "2026-12-03"),
    ("fr", "présenter le plan à la réunion du 3/12", "2026-12-03"),
    ("es", "presentar el plan en la reunión del 3/12", "2026-12-03"),
    ("pt", "apresentar o plano na reunião de 3/12", "2026-12-03"),
    ("it", "presentare il piano nella riunione del 3/12", "2026-12-03"),
    ("nl", "plan tonen in de vergadering van 3 dec", "2026-12-03"),
]

NONE = [
    ("en-GB", "prep the 3 Dec demo w/ Marta"),
    ("en-GB", "follow up on the 3 Dec call"),
    ("en-GB", "notes of the 28-30 Nov visit"),
    ("en-GB", "finish week 2 of the pilot"),
    ("en-GB", "talk about pre-Monday nerves"),
    ("de", "Aufgaben aus dem Call vom 3.12."),
    ("de", "Wo steht der Deal"),
    ("fr", "préparer la démo du 3/12"),
    ("fr", "compte rendu de la réunion du 3/12"),
    ("fr", "offre pro pour Contoso"),
    ("es", "preparar la demo del 3 dic"),
    ("it", "preparare la demo del 3 dic"),
    ("it", "vista mar e monti"),
    ("pt", "preparar a demo de 3/12"),
    ("nl", "demo van 3 dec voorbereiden"),
]

MOVED = [
    ("en-GB", "moved to 12 Dec", "2026-12-12"),
    ("en-GB", "now Fri", "2026-11-27"),
    ("en-US", "new date 12/1", "2026-12-01"),
    ("en-GB", "-> 4 Dec", "2026-12-04"),
    ("en-GB", "waiting for legal, by Wed", "2026-11-25"),
    ("de", "verschoben auf 4.12.", "2026-12-04"),
    ("de", "jetzt Fr", "2026-11-27"),
    ("fr", "reporté au 4 décembre", "2026-12-04"),
    ("fr", "décalé à mardi", "2026-11-24"),
    ("es", "aplazado al 4 de diciembre", "2026-12-04"),
    ("es", "ahora el viernes", "2026-11-27"),
    ("pt", "adiado para 4/12", "2026-12-04"),
    ("it", "spostato al 4/12", "2026-12-04"),
    ("it", "rinviato a venerdì", "2026-11-27"),
    ("nl", "verzet naar 4 dec", "2026-12-04"),
    ("nl", "nieuwe datum vrijdag", "2026-11-27"),
]

REMARKS = [
    ("en-GB", "sent tues"),
    ("en-US", "left vm 11/20"),
    ("en-GB", "20 Nov: left a message"),
    ("en-GB", "Tom is back on Thu, waits"),
    ("de", "Frank meldet sich, am Mo gesprochen"),
    ("fr", "envoyé mardi"),
    ("es", "enviado el martes"),
    ("pt", "enviado na terça"),
    ("it", "mandato martedì"),
    ("nl", "dinsdag verstuurd"),
]


@pytest.mark.parametrize(
    ("language", "text", "expected"), [(tag, *case) for tag, cases in SHORT.items() for case in cases]
)
def test_short_forms_of_dates_are_understood(language: str, text: str, expected: str) -> None:
    found = due(text, MONDAY, language)
    assert found is not None
    assert found[0].isoformat() == expected


@pytest.mark.parametrize(("language", "text", "expected", "phrase"), RANGES)
def test_of_a_range_the_last_day_is_due(language: str, text: str, expected: str, phrase: str) -> None:
    found = due(text, MONDAY, language)
    assert found is not None
    assert (found[0].isoformat(), text[slice(*found[1])].strip(" .")) == (expected, phrase)


@pytest.mark.parametrize(("language", "text", "expected"), MEETINGS)
def test_what_is_done_at_a_meeting_is_due_on_its_day(language: str, text: str, expected: str) -> None:
    found = due(text, MONDAY, language)
    assert found is not None
    assert found[0].isoformat() == expected


@pytest.mark.parametrize(("language", "text"), NONE)
def test_a_date_that_only_names_something_is_no_due_date(language: str, text: str) -> None:
    assert due(text, MONDAY, language) is None


@pytest.mark.parametrize(("language", "text", "expected"), MOVED)
def test_a_new_date_behind_a_promise_is_told(language: str, text: str, expected: str) -> None:
    found = anew(text, MONDAY, language)
    assert found is not None
    assert found[0].isoformat() == expected


@pytest.mark.parametrize(("language", "text"), REMARKS)
def test_a_remark_with_a_date_sets_none(language: str, text: str) -> None:
    assert anew(text, MONDAY, language) is None


def test_a_text_says_whether_it_begins_with_a_date() -> None:
    assert opening(", Fri 27 Nov, late", MONDAY) == (date(2026, 11, 27), 12)
    assert opening("sent Fri", MONDAY) is None

"""Due dates in the other languages: what people write, and what our pages show."""

from datetime import date, timedelta

import pytest

from oneone.agenda.words import wording
from oneone.commitments.dates import due

MONDAY = date(2026, 11, 23)

SAID = {
    "de": [
        ("Angebot an Contoso bis Fr", "2026-11-27", "bis Fr"),
        ("Angebot bis Freitag an Contoso schicken", "2026-11-27", "bis Freitag"),
        ("bis spätestens Do den Plan schicken", "2026-11-26", "bis spätestens Do"),
        ("Call mit Ana am Dienstag vorbereiten", "2026-11-24", "am Dienstag"),
        ("nächsten Dienstag anrufen", "2026-12-01", "nächsten Dienstag"),
        ("Ende der Woche", "2026-11-27", "Ende der Woche"),
        ("bis Ende nächster Woche", "2026-12-04", "bis Ende nächster Woche"),
        ("nächste Woche", "2026-12-04", "nächste Woche"),
        ("Forecast bis Monatsende", "2026-11-30", "bis Monatsende"),
        ("bis Ende November", "2026-11-30", "bis Ende November"),
        ("bis Ende des Quartals", "2026-12-31", "bis Ende des Quartals"),
        ("bis Mitte Dezember", "2026-12-15", "bis Mitte Dezember"),
        ("bis Ende Q1", "2027-03-31", "bis Ende Q1"),
        ("bis 3. Dezember", "2026-12-03", "bis 3. Dezember"),
        ("am 3. Dez. mit Tom sprechen", "2026-12-03", "am 3. Dez."),
        ("bis 3.12.", "2026-12-03", "bis 3.12."),
        ("bis zum 03.12.2026", "2026-12-03", "bis zum 03.12.2026"),
        ("bis 3.12 schicken", "2026-12-03", "bis 3.12"),
        ("bis 12/3", "2027-03-12", "bis 12/3"),
        ("bis zum 15. liefern", "2026-12-15", "bis zum 15."),
        ("morgen Ana anrufen", "2026-11-24", "morgen"),
        ("übermorgen", "2026-11-25", "übermorgen"),
        ("heute noch", "2026-11-23", "heute noch"),
        ("in zwei Wochen nachfassen", "2026-12-07", "in zwei Wochen"),
        ("innerhalb von 3 Tagen", "2026-11-26", "innerhalb von 3 Tagen"),
        ("bis KW 49", "2026-12-04", "bis KW 49"),
        ("Termin buchen (Mi)", "2026-11-25", "Mi"),
        ("Freitag: Angebot schicken", "2026-11-27", "Freitag"),
        ("Frist: 3.12.", "2026-12-03", "Frist: 3.12."),
        ("by Fri", "2026-11-27", "by Fri"),
        ("Angebot EOW", "2026-11-27", "EOW"),
        ("bis Fr 15 Uhr", "2026-11-27", "bis Fr 15 Uhr"),
    ],
    "fr": [
        ("envoyer l'offre avant vendredi", "2026-11-27", "avant vendredi"),
        ("envoyer l’offre d’ici vendredi à Contoso", "2026-11-27", "d’ici vendredi"),
        ("rappeler Ana mardi prochain", "2026-12-01", "mardi prochain"),
        ("d'ici la fin de la semaine", "2026-11-27", "d'ici la fin de la semaine"),
        ("pour la semaine prochaine", "2026-12-04", "pour la semaine prochaine"),
        ("avant la fin du mois", "2026-11-30", "avant la fin du mois"),
        ("fin de mois", "2026-11-30", "fin de mois"),
        ("avant fin novembre", "2026-11-30", "avant fin novembre"),
        ("fin du trimestre", "2026-12-31", "fin du trimestre"),
        ("pour le 3 décembre", "2026-12-03", "pour le 3 décembre"),
        ("le 3 déc.", "2026-12-03", "le 3 déc."),
        ("avant le 3/12", "2026-12-03", "avant le 3/12"),
        ("le 1er décembre", "2026-12-01", "le 1er décembre"),
        ("pour mi-décembre", "2026-12-15", "pour mi-décembre"),
        ("demain appeler Ana", "2026-11-24", "demain"),
        ("après-demain", "2026-11-25", "après-demain"),
        ("dans deux semaines", "2026-12-07", "dans deux semaines"),
        ("sous 15 jours", "2026-12-08", "sous 15 jours"),
        ("au plus tard jeudi", "2026-11-26", "au plus tard jeudi"),
        ("vendredi 4 décembre à 15h", "2026-12-04", "vendredi 4 décembre à 15h"),
        ("préparer la démo (mer.)", "2026-11-25", "mer."),
        ("échéance : 3/12", "2026-12-03", "échéance : 3/12"),
        ("avant le 15", "2026-12-15", "avant le 15"),
    ],
    "es": [
        ("enviar la oferta antes del viernes", "2026-11-27", "antes del viernes"),
        ("enviar oferta para el vie", "2026-11-27", "para el vie"),
        ("llamar a Ana el martes que viene", "2026-12-01", "el martes que viene"),
        ("llamar el próximo martes", "2026-12-01", "el próximo martes"),
        ("cerrar para fin de mes", "2026-11-30", "para fin de mes"),
        ("antes de final de mes", "2026-11-30", "antes de final de mes"),
        ("la semana que viene", "2026-12-04", "la semana que viene"),
        ("esta semana", "2026-11-27", "esta semana"),
        ("a finales de noviembre", "2026-11-30", "a finales de noviembre"),
        ("para el 3 de diciembre", "2026-12-03", "para el 3 de diciembre"),
        ("el 3 dic", "2026-12-03", "el 3 dic"),
        ("antes del 3/12", "2026-12-03", "antes del 3/12"),
        ("mañana llamar a Ana", "2026-11-24", "mañana"),
        ("pasado mañana", "2026-11-25", "pasado mañana"),
        ("en dos semanas", "2026-12-07", "en dos semanas"),
        ("dentro de 3 días", "2026-11-26", "dentro de 3 días"),
        ("a más tardar el jueves", "2026-11-26", "a más tardar el jueves"),
        ("fin de trimestre", "2026-12-31", "fin de trimestre"),
        ("hoy mismo", "2026-11-23", "hoy mismo"),
    ],
    "pt": [
        ("enviar a proposta até sexta", "2026-11-27", "até sexta"),
        ("enviar até sexta-feira para a Contoso", "2026-11-27", "até sexta-feira"),
        ("ligar na próxima terça", "2026-12-01", "na próxima terça"),
        ("terça que vem", "2026-12-01", "terça que vem"),
        ("até ao fim do mês", "2026-11-30", "até ao fim do mês"),
        ("fim da semana", "2026-11-27", "fim da semana"),
        ("semana que vem", "2026-12-04", "semana que vem"),
        ("até 3 de dezembro", "2026-12-03", "até 3 de dezembro"),
        ("até 3/12", "2026-12-03", "até 3/12"),
        ("antes do fim do trimestre", "2026-12-31", "antes do fim do trimestre"),
        ("amanhã ligar à Ana", "2026-11-24", "amanhã"),
        ("depois de amanhã", "2026-11-25", "depois de amanhã"),
        ("em duas semanas", "2026-12-07", "em duas semanas"),
        ("daqui a 3 dias", "2026-11-26", "daqui a 3 dias"),
        ("até dia 15", "2026-12-15", "até dia 15"),
        ("hoje", "2026-11-23", "hoje"),
    ],
    "it": [
        ("inviare l'offerta entro venerdì", "2026-11-27", "entro venerdì"),
        ("chiamare Ana martedì prossimo", "2026-12-01", "martedì prossimo"),
        ("entro fine mese", "2026-11-30", "entro fine mese"),
        ("entro la fine della settimana", "2026-11-27", "entro la fine della settimana"),
        ("la prossima settimana", "2026-12-04", "la prossima settimana"),
        ("entro il 3 dicembre", "2026-12-03", "entro il 3 dicembre"),
        ("entro il 3/12", "2026-12-03", "entro il 3/12"),
        ("domani chiamare Ana", "2026-11-24", "domani"),
        ("dopodomani", "2026-11-25", "dopodomani"),
        ("tra due settimane", "2026-12-07", "tra due settimane"),
        ("entro 3 giorni", "2026-11-26", "entro 3 giorni"),
        ("fine trimestre", "2026-12-31", "fine trimestre"),
        ("prima di giovedì", "2026-11-26", "prima di giovedì"),
        ("oggi", "2026-11-23", "oggi"),
        ("entro metà dicembre", "2026-12-15", "entro metà dicembre"),
    ],
    "nl": [
        ("offerte sturen voor vrijdag", "2026-11-27", "voor vrijdag"),
        ("uiterlijk do offerte sturen", "2026-11-26", "uiterlijk do"),
        ("volgende week dinsdag bellen", "2026-12-01", "volgende week dinsdag"),
        ("volgende dinsdag", "2026-12-01", "volgende dinsdag"),
        ("eind van de week", "2026-11-27", "eind van de week"),
        ("volgende week", "2026-12-04", "volgende week"),
        ("voor het einde van de maand", "2026-11-30", "voor het einde van de maand"),
        ("eind november", "2026-11-30", "eind november"),
        ("voor 3 december", "2026-12-03", "voor 3 december"),
        ("voor 3/12", "2026-12-03", "voor 3/12"),
        ("uiterlijk 3-12", "2026-12-03", "uiterlijk 3-12"),
        ("morgen Ana bellen", "2026-11-24", "morgen"),
        ("overmorgen", "2026-11-25", "overmorgen"),
        ("over twee weken", "2026-12-07", "over twee weken"),
        ("binnen 3 dagen", "2026-11-26", "binnen 3 dagen"),
        ("eind kwartaal", "2026-12-31", "eind kwartaal"),
        ("vandaag", "2026-11-23", "vandaag"),
        ("eind week 49", "2026-12-04", "eind week 49"),
    ],
}

NONE = {
    "de": [
        *("Q3 Zahl", "3 von 5", "seit Montag", "jeden Freitag", "Mai fragen wegen Mark", "guten Morgen sagen"),
        *("1. Angebot schicken", "so machen wir das", "Version 2.1 testen", "10:30 Call", "ab Montag Urlaub"),
        *("am Morgen telefonieren", "do it", "24/7 Support", "vor 3 Wochen verschickt"),
    ],
    "fr": [
        *("chiffre T3", "3 sur 5", "depuis lundi", "chaque vendredi", "demander à Mai", "voir la mer avec Sam"),
        *("les 15 clients", "mon plan", "réunion du mardi", "version 2.1", "il y a 3 semaines"),
    ],
    "es": [
        *(
            "cifra T3",
            "3 de 5",
            "desde el lunes",
            "cada viernes",
            "preguntar a Mar",
            "por la mañana",
            "los 15 clientes",
        ),
        *("reunión del martes", "hace 3 semanas", "versión 2.1"),
    ],
    "pt": [
        *("número T3", "3 de 5", "desde segunda", "toda sexta", "segunda proposta", "reunião de terça", "há 3 semanas"),
        *("quarta visita do ano", "versão 2.1"),
    ],
    "it": [
        *("numero T3", "3 di 5", "da lunedì", "ogni venerdì", "chiedere a Mar", "riunione di martedì", "i 15 clienti"),
        *("tre settimane fa", "versione 2.1", "sei clienti"),
    ],
    "nl": [
        *(
            "Q3 cijfer",
            "3 van 5",
            "sinds maandag",
            "elke vrijdag",
            "goed voor zo ver",
            "wo is een woord",
            "3 weken geleden",
        ),
        *("versie 2.1", "vergadering van dinsdag", "we gaan"),
    ],
}


@pytest.mark.parametrize(
    ("language", "text", "expected", "phrase"), [(tag, *case) for tag, cases in SAID.items() for case in cases]
)
def test_a_due_phrase_is_found_in_the_pairs_language(language: str, text: str, expected: str, phrase: str) -> None:
    found = due(text, MONDAY, language)
    assert found is not None
    assert (found[0].isoformat(), text[slice(*found[1])]) == (expected, phrase)


@pytest.mark.parametrize(("language", "text"), [(tag, text) for tag, texts in NONE.items() for text in texts])
def test_what_only_looks_like_a_date_is_none_in_the_pairs_language(language: str, text: str) -> None:
    assert due(text, MONDAY, language) is None


_TAGS = [
    "en-GB",
    "en-US",
    "en-IN",
    "de",
    "de-AT",
    "de-CH",
    "fr",
    "fr-CA",
    "fr-CH",
    "es",
    "es-MX",
    "es-US",
    "pt",
    "pt-BR",
    "it",
    "it-CH",
    "nl",
    "nl-BE",
]


@pytest.mark.parametrize("language", _TAGS)
def test_a_date_as_a_page_of_that_language_shows_it_means_itself_however_late(language: str) -> None:
    words = wording(language)
    for back in (*range(-40, 41), 75, 200, 350):
        day = MONDAY - timedelta(days=back)
        found = due(f"Contoso 3 of 5, {words.day(day)}, {words.say('late')}", MONDAY, language)
        assert found is not None, words.day(day)
        assert found[0] == day, words.day(day)

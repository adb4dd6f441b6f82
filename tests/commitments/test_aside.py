"""Plain lines among promises that are nobody's of the two, in seven languages, and what only looks like them."""

import pytest

from oneone.commitments.aside import is_chat, is_others, is_refused
from oneone.model import Names

NAMES = Names(rep="Lee Park", manager="Dana Reyes")

OTHERS = {
    "en-GB": [
        "Proseware will send the PO by Fri",
        "Contoso's AP will pay the old invoice",
        "Stu is going to tell us who signs",
        "Paula signs on 11/4 if all goes well",
        "the customer will get back to us next week",
        "their legal reviews the MSA by Thu",
        "Head of IT at Contoso will confirm seats",
        "Mr Brandt needs to approve it",
        "they'll send the redlines",
        "Fabrikam promised to decide by EOM",
        "legal will check clause 8",
        "Contoso to send the PO",
        "Raj to join the call on Thu",
        "Lamna to get back to us by Fri",
        "Lamna's CFO confirms on Monday",
    ],
    "de": [
        "Litware schickt die Bestellung bis Fr.",
        "Der Einkauf von Wingtip gibt bis Mitte Nov. Bescheid",
        "Frau Mai meldet sich bis Mittwoch",
        "Litware will bis Freitag unterschreiben",
        "Contoso wird die Bestellung am Montag schicken",
        "der Kunde prüft den Vertrag",
        "ihr CFO entscheidet nächste Woche",
        "Legal prüft die Klausel",
    ],
    "fr": [
        "Litware doit signer le 4 décembre",
        "Mme Mars revient vers nous avant le 31",
        "le client nous envoie le bon de commande vendredi",
        "Contoso va valider le devis",
        "les achats de Fabrikam nous répondront mardi",
        "ils décident lundi",
        "leur juridique relit le contrat",
    ],
    "es": [
        "Northwind manda el pedido el viernes",
        "el cliente nos envía el contrato",
        "Marta López va a firmar el lunes",
        "su abogado revisa la cláusula",
        "Lamna quedó en responder antes del 15",
        "Compras de Trey tiene que aprobar el gasto",
    ],
    "pt": [
        "O Fabrikam envia a encomenda até sexta",
        "a Wingtip ficou de devolver o contrato dia 20",
        "o cliente vai assinar na quinta",
        "A Trey nos responde amanhã",
        "jurídico da Adatum aprova a cláusula",
    ],
    "it": [
        "Tailspin manda l'ordine entro venerdì",
        "Marzo ci fa sapere entro fine mese",
        "il cliente deve firmare il contratto",
        "l'ufficio acquisti di Litware conferma lunedì",
        "il sig. Neri ci richiama domani",
    ],
    "nl": [
        "Wingtip stuurt de PO voor vrijdag",
        "de klant gaat het contract ondertekenen",
        "Joost laat het weten voor dinsdag",
        "inkoop van Trey beslist volgende week",
        "mevr. Smit belt terug",
    ],
}

NOT_OTHERS = {
    "en-GB": [
        "Send Contoso the deck",
        "Check Contoso signs by Fri",
        "Contract goes out by Fri",
        "Offer must be sent to Adatum",
        "Contoso renewal: price, terms",
        "Pricing sheets to Acme",
        "Deck will be ready by Thu",
        "budget round",
        "Ask Ana who signs",
        "Quote for 40 seats",
        "Discovery calls with Ana",
        "Contract needs to get approved",
        "QBR slides, first cut",
        "Deck to send by Fri",
        "Proposal to review with Ana",
        "Dnaa will send the deck",
    ],
    "de": [
        "Angebot geht an Fabrikam bis Fr",
        "Lizenzfrage muss mit Legal geklärt werden",
        "Das Angebot schickt Lee",
        "Protokoll an Brückner",
        "Prüfen, ob Litware schickt",
        "Angebot an Litware schicken",
        "Vertrag soll bis Freitag raus",
    ],
    "fr": [
        "Le devis doit partir vendredi",
        "Le contrat doit être signé",
        "maquette Wingtip v2",
        "Vérifier que Litware signe",
        "relance client Adatum",
    ],
    "es": [
        "El contrato tiene que salir el viernes",
        "factura de Adatum corregida",
        "Pedir a Northwind que mande el pedido",
        "Confirmar si Trey firma",
    ],
    "pt": ["Contrato tem de sair sexta", "planilha de ROI", "Pedir à Trey que assine", "Ver se o cliente assina"],
    "it": [
        "Il contratto deve partire venerdì",
        "preventivo Adatum v2",
        "Chiedere se Tailspin firma",
        "nota spese aprile",
    ],
    "nl": [
        "Offerte moet vrijdag de deur uit",
        "De offerte stuurt Dana",
        "Vragen of Trey tekent",
        "contract naar legal",
    ],
}

REFUSED = {
    "en-GB": [
        "not doing the Adatum lunch, pointless b4 xmas",
        "not doing: Trey workshop in July",
        "we're not chasing Adatum anymore",
        "everything else parked till Feb",
        "Adatum lunch is off the table",
        "we won't bid on the RFP",
        "no need to call Tailspin",
        "we decided against the event",
        "Fabrikam deal on hold for now",
    ],
    "de": [
        "Messe Hannover machen wir nicht",
        "wir machen die Messe nicht",
        "Tailspin verfolgen wir nicht weiter",
        "Adatum lassen wir",
        "Workshop im Juli entfällt",
        "Messe liegt auf Eis bis Februar",
        "machen wir nicht: Stand in Köln",
    ],
    "fr": [
        "pas de relance Adatum, on laisse tomber",
        "on ne fait pas le salon",
        "salon de Lyon, on laisse tomber",
        "on abandonne Tailspin",
        "Adatum en pause jusqu'en février",
    ],
    "es": [
        "lo de Lamna no lo hacemos",
        "no vamos a la feria",
        "descartamos el taller",
        "la feria, cancelada",
        "nada de descuentos",
    ],
    "pt": ["não vamos à feira de Lisboa", "a feira não fazemos", "desistimos do evento", "workshop adiado até março"],
    "it": [
        "la fiera di Bologna non la facciamo",
        "non andiamo alla fiera",
        "Adatum: lasciamo perdere",
        "workshop rimandato a marzo",
    ],
    "nl": [
        "beurs Utrecht doen we niet",
        "we gaan niet naar de beurs",
        "Adatum laten we vallen",
        "workshop gaat niet door",
        "niet doen: lunch Adatum",
    ],
}

NOT_REFUSED = {
    "en-GB": [
        "don't forget to send the deck",
        "find out why Contoso is not buying",
        "put Tailspin on hold",
        "check why the deal was dropped",
        "send the deck, not the price list",
        "note the dates",
        "drop Adatum from commit",
        "make sure we're not late with the PO",
        "parking for the customer visit",
    ],
    "de": [
        "wir dürfen Litware nicht vergessen",
        "klären, warum Litware nicht zahlt",
        "Angebot nicht vor Freitag schicken",
        "nicht vergessen: Ana anrufen",
    ],
    "fr": [
        "ne pas oublier de relancer",
        "on n'oublie pas de rappeler Ana",
        "pas de remise sans l'accord de Dana",
        "comprendre pourquoi ils ne signent pas",
    ],
    "es": ["no olvidar llamar a Ana", "ver por qué no firman", "que no se nos olvide el contrato"],
    "pt": ["não esquecer de ligar", "saber por que não assinam", "não podemos perder o prazo"],
    "it": ["non dimenticare la chiamata", "capire perché non firmano", "non dimentichiamo il contratto"],
    "nl": ["niet vergeten Ana te bellen", "uitzoeken waarom Trey niet tekent", "we moeten Ana niet vergeten"],
}

CHAT = {
    "en-GB": [
        "good session, same time next week",
        "thanks!",
        "see you Mon",
        "have a great weekend",
        "Next 1:1 Tue 3pm",
    ],
    "de": ["gutes Gespräch, danke", "bis nächste Woche!", "schönes Wochenende"],
    "fr": ["bonne séance", "merci à tous les deux", "à la semaine prochaine !"],
    "es": ["buena reunión", "nos vemos el lunes", "gracias"],
    "pt": ["boa reunião", "obrigado!", "bom fim de semana"],
    "it": ["ottima sessione", "grazie", "ci vediamo lunedì"],
    "nl": ["goed gesprek", "bedankt", "tot volgende week!"],
}

NOT_CHAT = {
    "en-GB": [
        "thank Ana for the intro",
        "good reference for Contoso",
        "thanks card to Ana",
        "great deck for Adatum",
        "next steps with Ana",
    ],
    "de": ["nächstes Treffen vorbereiten", "gute Referenz für Contoso", "Dankeskarte an Ana"],
    "fr": ["bonne référence pour Contoso", "remercier Ana"],
    "es": ["buena referencia para Contoso"],
    "pt": ["boa referência para a Contoso"],
    "it": ["buona referenza per Contoso", "grafico dei numeri"],
    "nl": ["goede referentie voor Contoso"],
}


def each(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, line) for language, lines in table.items() for line in lines]


@pytest.mark.parametrize(("language", "line"), each(OTHERS))
def test_what_a_third_person_does_is_no_promise_of_the_two(language: str, line: str) -> None:
    assert is_others(line, NAMES, language)


@pytest.mark.parametrize(("language", "line"), each(NOT_OTHERS))
def test_a_thing_that_is_to_be_done_is_nobody_elses_promise(language: str, line: str) -> None:
    assert not is_others(line, NAMES, language)


@pytest.mark.parametrize(("language", "line"), each(REFUSED))
def test_what_is_decided_against_or_put_off_is_told(language: str, line: str) -> None:
    assert is_refused(line, language)


@pytest.mark.parametrize(("language", "line"), each(NOT_REFUSED))
def test_a_not_within_something_to_do_decides_against_nothing(language: str, line: str) -> None:
    assert not is_refused(line, language)


@pytest.mark.parametrize(("language", "line"), each(CHAT))
def test_words_that_only_close_the_talk_are_told(language: str, line: str) -> None:
    assert is_chat(line, language)


@pytest.mark.parametrize(("language", "line"), each(NOT_CHAT))
def test_kind_words_about_work_are_no_chat(language: str, line: str) -> None:
    assert not is_chat(line, language)

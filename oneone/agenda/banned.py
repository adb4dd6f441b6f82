"""Words that a page does not say to people, in the four languages of the shipped agendas, and what to say instead."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Banned:
    """A way of asking that breaks a practice, and how to mend it."""

    practice: str
    pattern: re.Pattern[str]
    why: str

    def said_in(self, text: str) -> str | None:
        """Give the words as they stand in a text, None when they do not."""
        found = self.pattern.search(text)
        return found[0] if found else None


def _words(practice: str, why: str, *patterns: str) -> Banned:
    return Banned(practice, re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE), why)


BANNED: tuple[Banned, ...] = (
    _words(
        "S4.12",
        "asks for a report of the past; ask what comes next, or what the week has shown",
        r"what (?:have|had|has) (?:you|\{rep\}) (?:all )?been (?:doing|up to|working on)",
        r"what (?:did|were) (?:you|\{rep\}) (?:do|doing|work on|working on)(?: all)?(?: last)?(?: week)?",
        r"was hast du (?:\w+ ){0,4}(?:gemacht|getan)|woran hast du (?:\w+ ){0,4}gearbeitet",
        r"qu[’']as[- ]tu fait|qu[’']est-ce que tu as fait|sur quoi as[- ]tu travaillé",
        r"qué (?:has estado haciendo|has hecho|hiciste)|en qué has (?:estado )?trabaja(?:do|ndo)",
    ),
    _words(
        "S2.29",
        "turns the 1:1 into a status report; let figures say the state, and ask for judgement",
        r"status (?:update|report)s?|(?:give|bring) (?:me|us) an update|update me",
        r"report on (?:your|the|each|every|all)",
        r"status(?:bericht|meldung)e?n?|bring mich auf (?:den )?stand",
        r"point de situation|fais[- ]moi (?:un|le) (?:point|rapport)|compte rendu d[’']activité",
        r"informe de (?:estado|situación)|ponme al día",
    ),
    _words(
        "S1.13",
        "blames; name the opportunity instead",
        r"blam(?:e|es|ed|ing)|at fault|(?:your|whose) fault|fail(?:ed|ing|ure|ures)|excuses?|reprimands?",
        r"underperform\w*|poor performance|mistakes?|weakness(?:es)?|shortcomings?",
        r"why (?:(?:didn|haven)[’']t you|(?:did|have) you not)",
        r"schuld|versag\w*|fehlschl[äa]ge?|ausreden?|schwächen?|tadel|fehler|warum hast du (?:\w+ )?nicht",
        r"faute|coupable|échecs?|échoué\w*|excuses|faiblesses?|reproches?|erreurs?|pourquoi n[’']as[- ]tu pas",
        r"culpa|fracas\w+|excusas|debilidad(?:es)?|reproches?|errores|por qué no has",
    ),
    _words(
        "S3.49",
        "assumes that will is missing; ask what is in the way",
        r"lazy|unmotivated|(?:more|enough) effort|try(?:ing)? harder|work(?:ing)? harder|not trying",
        r"faul|unmotiviert|mehr (?:mühe|einsatz)|streng dich an",
        r"paresseu\w+|démotivé\w*|plus d[’']efforts?",
        r"vag[oa]|desmotivad[oa]|más esfuerzo|esfuérzate",
    ),
    _words(
        "S3.46",
        "ranks people; compare with the rep's own past and own goal",
        r"rank(?:ing|ings|ed)?|leader ?boards?|league tables?|badges?|top performers?",
        r"rangliste\w*|bestenliste\w*|ranking",
        r"classement|palmarès",
        r"clasificación|medallas?",
    ),
    _words(
        "S3.47",
        "measures by the others; compare with the rep's own past and own goal",
        r"(?:team|group|peer)s?[’']?s? average|average of the (?:team|group)",
        r"compared (?:to|with) (?:the )?(?:team|others|peers)",
        r"team-?durchschnitt|durchschnitt des teams|im vergleich zu(?:m team| den anderen)",
        r"moyenne de l[’']équipe|par rapport aux autres",
        r"media del equipo|comparad[oa] con (?:los demás|el equipo)",
    ),
    _words(
        "S4.3",
        "questions people about the CRM; the rep hears of it beforehand, and alone",
        r"(?:did|have) you (?:updated?|filled? in|logged|maintained?) (?:the |your )?crm",
        r"why (?:is|isn[’']t|are) .{0,40}in the crm",
        r"hast du das crm|warum (?:steht|ist) .{0,40}im crm",
        r"as[- ]tu (?:mis à jour|rempli) le crm",
        r"has (?:actualizado|rellenado) el crm",
    ),
    _words(
        "S1.27",
        "makes it compulsory; a 1:1 is no form to fill",
        r"mandatory|compulsory|must be filled|required field|fill in every",
        r"pflichtfeld\w*|muss ausgefüllt werden|zwingend ausfüllen",
        r"obligatoire|à remplir impérativement",
        r"obligatori[oa]",
    ),
)

DEALS = re.compile(
    r"\b(?:deals?|forecasts?|pipeline|opportunit(?:y|ies) review|affaires|prévisions|oportunidades|pronóstico)\b",
    re.IGNORECASE,
)
"""Headings that speak of deals."""

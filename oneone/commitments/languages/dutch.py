"""Dutch."""

from __future__ import annotations

from oneone.commitments.languages.words import DateWords, Language, SpeechWords, listed

_PART = "(?:ochtend|middag|namiddag|avond)?"  # "vrijdagmiddag"

DUTCH = Language(
    DateWords(
        weekdays={
            f"ma(?:andag{_PART})?": 0,
            f"di(?:nsdag{_PART})?": 1,
            f"wo(?:ensdag{_PART})?": 2,
            f"do(?:nderdag{_PART})?": 3,
            f"vr(?:ijdag{_PART}|ij)?": 4,
            f"za(?:terdag{_PART})?": 5,
            rf"zo(?:ndag{_PART})?(?! ver\b| snel\b| goed\b)": 6,
        },
        months={
            "jan(?:uari)?": 1,
            "feb(?:ruari)?": 2,
            "m(?:aa)?rt|mrt": 3,
            "apr(?:il)?": 4,
            "mei": 5,
            "juni?": 6,
            "juli?": 7,
            "aug(?:ustus)?": 8,
            "sept?(?:ember)?": 9,
            "okt(?:ober)?": 10,
            "nov(?:ember)?": 11,
            "dec(?:ember)?": 12,
        },
        numbers={
            "een|één": 1,
            "twee|een paar": 2,
            "drie": 3,
            "vier": 4,
            "vijf": 5,
            "zes": 6,
            "zeven": 7,
            "acht": 8,
            "tien": 10,
            "veertien": 14,
        },
        units={"dag(?:en)?": "d", "we(?:ek|ken)": "w", "maand(?:en)?": "m"},
        spans="eo[wmqyd]|week|weekeinde|maand|maandeinde|ultimo|kwartaal|kwartaaleinde|jaar|jaareinde|vandaag"
        "|van(?:avond|middag|ochtend)|dag",
        today="vandaag|vanavond|vanmiddag|vanochtend|einde (?:van de )?dag|eod",
        tomorrow="morgen(?:ochtend|middag|avond)?|morgenochtend",
        overmorrow="overmorgen",
        next_before="volgende",
        this_before="deze|komende|aanstaande|aankomende",
        next_after="(?:van )?volgende week",
        next_week="(?:van )?volgende week",
        of="van",
        the="de|het",
        ordinal="e|ste|de",
        nth=r"(?:de\s+)?(?:3[01]|[12]\d|[1-9])(?:e|ste|de)|de\s+(?:3[01]|[12]\d|[1-9])",
        end_of="(?:het )?(?:eind|einde)(?: van)?",
        middle_of="half|midden",
        quarter="[qk]",
        ends={
            r"eow|(?:het )?einde? (?:van )?(?:de |deze )?week|(?:eind )?deze week|weekeinde": "week",
            r"(?:(?:het )?einde? (?:van )?)?volgende week": "next week",
            r"eom|(?:het )?einde? (?:van )?(?:de |deze )?maand|deze maand|maandeinde|ultimo": "month",
            r"(?:(?:het )?einde? (?:van )?)?volgende maand": "next month",
            r"eoq|(?:het )?einde? (?:van )?(?:het |dit )?kwartaal|dit kwartaal|kwartaaleinde": "quarter",
            r"(?:(?:het )?einde? (?:van )?)?(?:het )?volgende? kwartaal": "next quarter",
            r"eoy|(?:het )?einde? (?:van )?(?:het |dit )?jaar|jaareinde": "year",
        },
        within="over|binnen|in",
        from_now="vanaf (?:nu|vandaag)",
        iso_week="(?:eind )?(?:week|wk)",
        by="voor|vóór|tegen|uiterlijk(?: op)?|tot(?: en met)?|t/m|deadline:?|einddatum:?|op zijn laatst"
        "|niet later dan|klaar"
        "|due:?|by|gereed",
        on="op|in|rond|nog",
        never="sinds|vanaf|van|na|vorige|afgelopen|elke|iedere|was|tussen|en|q|k|gisteren|per|aan",
        then=r"(?!was\b|waren\b|is\b|werd\b|heeft\b)\w+",
        hour=r"(?:om )?(?:[01]?\d|2[0-3])(?:[:.][0-5]\d)?\s?(?:uur|u)|(?:om )?(?:[01]?\d|2[0-3]):[0-5]\d|ochtend"
        r"|middag|avond"
        r"|'s (?:ochtends|middags|avonds)|vroeg|uiterlijk",
        weak="zo",
        dashes=True,
    ),
    SpeechWords(
        shall="gaat|zal|moet|zou|pakt op|neemt op zich|regelt|mag|kan|to|om te",
        does=r"(?!is\b|met\b|niet\b|zegt\b|vindt\b|dat\b|het\b|wat\b|uit\b|denkt\b)[a-z]{2,}t|heeft",
        mine="ik ga|ik zal|ik moet|ik wil|ik kan|ik pak|ik",
        both="beide(?:n)?|allebei|wij|we|samen|allen",
        somebody="iemand|wie|een van ons|men",
        join="en|&|/|\\+|,|met",
        owner="eigenaar|wie|verantwoordelijk|door|owner",
        aside="met|aan|voor|van|bij|naar|en|over|vraag|cc|via|door|na|zonder|op",
        action="acties?|actiepunt(?:en)?|ta(?:ak|ken)|te doen|to[- ]?do|volgende stap(?:pen)?|afspra(?:ak|ken)"
        "|afgesproken"
        "|follow[- ]?up",
        customer=r"handtekening|laten tekenen|ondertekenen|winnen|binnenhalen|overtuigen"
        r"|(?:order|akkoord|opdracht) (?:krijgen|halen)|deal sluiten|contract sluiten",
        no=r"nee(?: bedankt)?|nog niet|(?:nu|deze week) niet|niets|geen",
        yes=r"ja|oké|ok|prima|doe ik",
        late="te laat|verlopen|over tijd",
        carried="van|uit|sinds",
        done=frozenset({"gedaan", "klaar", "afgerond", "ok", "ja", "gesloten", "verstuurd", "gereed", "voltooid"}),
        dropped=frozenset({"vervallen", "geannuleerd", "niet meer nodig", "n v t", "geschrapt"}),
        open=frozenset({"open", "loopt", "bezig", "in behandeling", "nee", "nog te doen", "niet gestart", "lopend"}),
        first=listed(
            "bel boek check contact controleer deel doe geef haal houd kijk koppel lees leg maak mail neem "
            "overleg plan presenteer regel reserveer schrijf spreek start stel stuur train update verstuur vraag "
            "werk zet zoek zorg"
        ),
        begins=r"[a-z]{3,}en",
        ends=r"[a-z]{3,}en|doen|gaan|staan|zien",
    ),
)

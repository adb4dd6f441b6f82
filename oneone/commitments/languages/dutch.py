"""Dutch."""

from __future__ import annotations

from oneone.commitments.languages.words import DateWords, Language, SpeechWords, listed

_WEEK = r"w(?:ee)?k\.?"
_NEXT = r"(?:volgende|volg\.?|vlg\.?)"  # "vlg. wk"
_PART = "(?:ochtend|middag|namiddag|avond)?"  # "vrijdagmiddag"

_DO = (
    "sturen|opsturen|terugsturen|tekenen|ondertekenen|geven|betalen|bevestigen|beslissen|besluiten|antwoorden"
    "|reageren|weten"
    "|terugkomen|leveren|aanleveren|bestellen|bellen|terugbellen|goedkeuren|checken|controleren|zeggen|regelen|maken"
    "|brengen"
    "|vragen|delen|nemen|doen|bekijken|kijken|zoeken|mailen|schrijven|plannen|helpen|voorbereiden|presenteren|kiezen"
)
_DOES = (
    "stuurt|tekent|ondertekent|geeft|betaalt|bevestigt|beslist|besluit|antwoordt|reageert|laat|levert|bestelt|belt"
    "|keurt"
    "|checkt|controleert|zegt|regelt|maakt|brengt|vraagt|deelt|neemt|doet|bekijkt|kijkt|zoekt|mailt|schrijft|plant"
    "|helpt"
    "|kiest|presenteert|komt (?:terug|erop|hierop|met|bij ons)|bereidt|pakt"
)

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
        units={"dag(?:en)?|dgn": "d", "we(?:ek|ken)|wkn?": "w", "maand(?:en)?": "m"},
        spans="eo[wmqyd]|week|wk|weekeinde|maand|maandeinde|ultimo|kwartaal|kwartaaleinde|jaar|jaareinde|vandaag"
        "|van(?:avond|middag|ochtend)|dag",
        today="vandaag|vanavond|vanmiddag|vanochtend|einde (?:van de )?dag|eod",
        tomorrow="mrgn|morgen(?:ochtend|middag|avond)?|morgenochtend",
        overmorrow="overmorgen",
        next_before=_NEXT,
        this_before=r"deze|komende|aanstaande|aankomende|a\.?s\.?",
        next_after=rf"(?:van )?{_NEXT} {_WEEK}",
        next_week=rf"(?:van )?{_NEXT} {_WEEK}",
        of="van",
        the="de|het",
        ordinal="e|ste|de",
        nth=r"(?:de\s+)?(?:3[01]|[12]\d|[1-9])(?:e|ste|de)|de\s+(?:3[01]|[12]\d|[1-9])",
        end_of="(?:het )?(?:eind|einde)(?: van)?",
        middle_of="half|midden",
        quarter="[qk]",
        ends={
            rf"eow|(?:het )?einde? (?:van )?(?:de |deze |v\.?d\.? |v/d )?{_WEEK}|(?:eind )?deze {_WEEK}"
            rf"|weekeinde": "week",
            rf"(?:(?:het )?einde? (?:van )?)?{_NEXT} {_WEEK}": "next week",
            r"eom|(?:het )?einde? (?:van )?(?:de |deze )?maand|deze maand|maandeinde|ultimo": "month",
            r"(?:(?:het )?einde? (?:van )?)?(?:volgende|volg\.?|vlg\.?) maand": "next month",
            r"eoq|(?:het )?einde? (?:van )?(?:het |dit )?kwartaal|dit kwartaal|kwartaaleinde": "quarter",
            r"(?:(?:het )?einde? (?:van )?)?(?:het )?volgende? kwartaal": "next quarter",
            r"eoy|(?:het )?einde? (?:van )?(?:het |dit )?jaar|jaareinde": "year",
        },
        within="over|binnen|in",
        from_now="vanaf (?:nu|vandaag)",
        iso_week=r"(?:eind )?(?:week|wk\.?)",
        by=r"voor|vóór|uiterl\.?(?: op)?|b4|tegen|uiterlijk(?: op)?|tot(?: en met)?|t/m|deadline:?|einddatum:?"
        r"|op zijn laatst"
        "|niet later dan|klaar"
        "|due:?|by|gereed",
        on="op|in|rond|nog|begin|half",
        either="of|en|tot|t/m",
        between="tussen|van",
        anew="nu|nieuwe (?:datum|deadline)|(?:verzet|verplaatst|verschoven|uitgesteld|doorgeschoven|opgeschoven)"
        "(?: (?:naar|tot|op))?|wordt|liever",
        meets=r"(?:in|tijdens|op|bij)\s+(?:de|het)\s+(?:[\w-]+\s+)?[\w-]*(?:call|vergadering|overleg|demo|meeting"
        r"|bezoek"
        r"|sessie)\s+(?P<of>van\s+)",
        never="sinds|vanaf|van|na|vorige|afgelopen|elke|iedere|was|tussen|en|q|k|gisteren|per|aan",
        then=r"(?!was\b|waren\b|is\b|werd\b|heeft\b)\w+",
        hour=r"(?:om )?(?:[01]?\d|2[0-3])(?:[:.][0-5]\d)?\s?(?:uur|u)|(?:om )?(?:[01]?\d|2[0-3]):[0-5]\d|ochtend"
        r"|middag|avond"
        r"|'s (?:ochtends|middags|avonds)|vroeg|uiterlijk|a\.?s\.?|e\.?k\.?|aanstaande|pls",
        weak="zo",
        dashes=True,
    ),
    SpeechWords(
        shall="gaat|zal|moet|zou|pakt op|neemt op zich|regelt|mag|kan|to|om te",
        does=r"(?!is\b|met\b|niet\b|zegt\b|vindt\b|dat\b|het\b|wat\b|uit\b|denkt\b)[a-z]{2,}t|heeft",
        mine="ik ga|ik zal|ik moet|ik wil|ik kan|ik pak|ik",
        filler="dus|en|dan|ok|oké|oke|ook|goed|nou|verder|graag|maar",
        idle="is|was|heeft|had|en|of|zegt|vindt|denkt|met|van|in|op|aan|voor|bij|niet|die|dat|het|de|wil|weet|voelt"
        "|ziek|vrij|weg|af"
        "|ook|nodig|naar|uit|zijn|haar",
        you=r"jij|(?:kun|kan|wil|zou)\s+(?:je|jij)|je\s+(?:moet|zou)",
        others=rf"(?:{_DOES}|(?:gaat|gaan|zal|zullen|moet|moeten|wil|willen|kan|kunnen|zou"
        rf"|zouden)\s.{{0,120}}?(?<!\w)(?:{_DO})"
        r"(?!\w|\s+(?:worden|laten))|heeft (?:toegezegd|beloofd))(?!\w)",
        they=r"zij|ze|hij|(?:(?:de|het|hun|zijn|haar|onze|ons)\s+)(?:klant(?:en)?|inkoop|inkoper|juristen"
        r"|juridische afdeling|directie"
        r"|directeur|baas|partner|cfo|ceo|cio|afdeling|adviseur|it|boekhouding)|inkoop|legal|finance|marketing"
        r"|presales|juridisch",
        article="de|het|onze|ons|hun",
        title="dhr|mevr|mw|meneer|mevrouw|dr|ir",
        of="van|bij|uit|in",
        inverts=True,
        refused=r"(?:[^,.;]{0,80}\s)?\w+(?:en|n)\s+(?:we|wij)\s+(?:(?!alle)\w+\s+){0,2}?(?:niet"
        r"|geen)(?:\s+(?!vergeten)\w+)?\s*(?:[.,;:!–-]|$)"
        r"|(?:we|wij)\s+(?!moeten|mogen|weten|hebben)\w+n\s+(?:[^,.;]{0,60}\s)?niet(?:\s+(?:meer|verder|door|mee"
        r"|heen))?\s*(?:[.,;:!–-]|$)"
        r"|(?:we|wij) gaan niet\b|(?:we|wij) (?:doen|gaan|maken|bezoeken) geen\b|niet doen\b"
        r"|(?:[^,.;]{0,80}\s)?laten we (?:zitten|vallen|liggen|schieten)\b"
        r"|niet meer nodig\b",
        parked=r"(?:geparkeerd|afgeblazen|van de baan|geannuleerd|in de wacht|uitgesteld|geschrapt|gaat niet door"
        r"|vervalt|van tafel"
        r"|in de ijskast|in de koelkast)(?=\s*(?:$|[.,;!)]|tot\b|voor\b|naar\b|voorlopig\b))",
        chat=r"(?:goed|goede|fijn|leuk|prima|mooi)\s+(?:gesprek|overleg|sessie|meeting|1:1|werk)\b|zelfde tijd\b"
        r"|bedankt\b|dank\b"
        r"|tot (?:volgende week|dan|gauw|snel|ziens)\s*[!.]*$|fijn weekend\b|succes\b|volgende? (?:1:1|overleg"
        r"|gesprek|keer)\b",
        both="beide(?:n)?|allebei|wij|we|samen|allen",
        somebody="iemand|wie|een van ons|men",
        join="en|&|/|\\+|,|met|of",
        owner="eigenaar|wie|verantwoordelijk|door|owner",
        aside="met|aan|voor|van|bij|naar|en|over|vraag|cc|via|door|na|zonder|op",
        action="acties?|actiepunt(?:en)?|ta(?:ak|ken)|te doen|to[- ]?do|volgende stap(?:pen)?|afspra(?:ak|ken)"
        "|afgesproken"
        "|follow[- ]?up",
        customer=r"handtekening|laten tekenen|ondertekenen|winnen|binnenhalen|overtuigen"
        r"|(?:order|akkoord|opdracht) (?:krijgen|halen)|deal sluiten|contract sluiten",
        no=r"nee(?: bedankt)?|nog niet|(?:nu|vandaag|deze week|deze maand) niet|niet (?:nu|vandaag|deze week"
        r"|deze maand|voor .{1,30})|niets|geen",
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

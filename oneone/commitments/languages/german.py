"""German."""

from __future__ import annotations

from oneone.commitments.languages.words import NEVER, DateWords, Language, SpeechWords

_PART = "(?:vormittags?|mittags?|nachmittags?|abends?|früh|morgens?)?"  # "Freitagnachmittag"

GERMAN = Language(
    DateWords(
        weekdays={
            f"mo(?:ntag{_PART})?": 0,
            f"di(?:enstag{_PART})?": 1,
            f"mi(?:ttwoch{_PART})?": 2,
            f"do(?:nnerstag{_PART})?": 3,
            f"fr(?:eitag{_PART})?": 4,
            f"sa(?:mstag{_PART})?|sonnabend{_PART}": 5,
            f"so(?:nntag{_PART})?": 6,
        },
        months={
            "jan(?:uar)?|jän(?:ner)?": 1,
            "feb(?:ruar|er)?": 2,
            "märz?|maerz|mrz": 3,
            "apr(?:il)?": 4,
            "mai": 5,
            "juni?": 6,
            "juli?": 7,
            "aug(?:ust)?": 8,
            "sept?(?:ember)?": 9,
            "okt(?:ober)?": 10,
            "nov(?:ember)?": 11,
            "dez(?:ember)?": 12,
        },
        numbers={
            "eine[rmn]?|einem": 1,
            "zwei|ein paar": 2,
            "drei": 3,
            "vier": 4,
            "fünf": 5,
            "sechs": 6,
            "sieben": 7,
            "acht": 8,
            "neun": 9,
            "zehn": 10,
            "vierzehn": 14,
        },
        units={"tag(?:e|en)?": "d", "wochen?": "w", "monat(?:e|en)?": "m"},
        spans="eo[wmqyd]|woche|wochenende|wochenschluss|kw|monats?(?:ende)?|ultimo|quartals?(?:ende)?"
        "|jahr(?:es)?|jahresende|heute|feierabend|tages|tagesende",
        today="heute(?: noch| abend| nachmittag)?|noch heute|eod|feierabend|ende des tages|tagesende",
        tomorrow="(?<!am )(?<!guten )(?<!jeden )morgen",
        overmorrow="übermorgen|uebermorgen",
        next_before="nächste[nrms]?|naechste[nrms]?",
        this_before="diese[nrms]?|kommende[nrms]?",
        next_after="in einer woche",
        next_week="(?:(?:der|in der) )?(?:nächste[nr]?|naechste[nr]?|kommende[nr]?) woche",
        of=NEVER,
        the="den|dem|der|des|die|zum|am",
        ordinal=r"\.",
        nth=r"(?:(?:den|dem|zum|am)\s+)?(?:3[01]|[12]\d|[1-9])\.",
        end_of="ende(?: des)?|ultimo",
        middle_of="mitte",
        quarter="q",
        ends={
            r"eow|ende (?:der|dieser) woche|(?:ende )?diese[rn]? woche|wochenende|ende woche|wochenschluss": "week",
            r"(?:ende )?(?:der )?(?:nächste[rn]?|naechste[rn]?|kommende[rn]?) woche|ende nächster kw": "next week",
            r"eom|monatsende|ende (?:des |diesen |dieses )?monats?|(?:ende )?diese[nsm] monats?|ultimo": "month",
            r"(?:ende )?(?:des )?(?:nächste[nsm]|kommende[nsm]) monats?": "next month",
            r"eoq|quartalsende|ende (?:des |diesen |dieses )?quartals?|(?:ende )?diese[sm]? quartals?": "quarter",
            r"(?:ende )?(?:des )?(?:nächste[sn]|kommende[sn]) quartals?": "next quarter",
            r"eoy|jahresende|ende (?:des |diesen |dieses )?jahr(?:es)?": "year",
        },
        within="in|innerhalb von|innerhalb|binnen|in den nächsten|in spätestens",
        from_now="ab (?:jetzt|heute)",
        iso_week="(?:ende (?:der )?)?(?:kw|kalenderwoche)",
        by="bis(?: (?:spätestens|spaetestens|einschließlich|inkl\\.))?|spätestens(?: bis)?|spaetestens"
        "|fällig(?: bis)?:?|vor"
        "|frist:?|termin:?|deadline:?|due:?|stichtag:?|by",
        on="am|im|für|zum|auf|gleich|noch",
        never="seit|ab|von|vom|nach|letzten|letzte[rms]?|vergangene[nrms]?|jeden|jede[rms]?|war|waren|als"
        "|zwischen|und|q"
        "|nach dem|stand|aus|gestern|alle",
        then=r"(?!war\b|waren\b|hat\b|ist\b|wurde\b)\w+",
        hour=r"(?:um )?(?:[01]?\d|2[0-3])(?:[:.][0-5]\d)?\s?uhr|(?:um )?(?:[01]?\d|2[0-3]):[0-5]\d|früh|vormittags?"
        r"|mittags?|nachmittags?|abends?|eod|eob|spätestens",
        shy="mo|di|mi|do|fr|sa|so",
        weak="so",
    ),
    SpeechWords(
        shall="soll|wird|muss|kann|sollte|übernimmt|kümmert sich um|kümmert sich darum,?|will|hat zu|darf|möchte|to",
        does=r"(?!ist\b|mit\b|war\b|seit\b|meint\b|sagt\b|findet\b|nicht\b|heißt\b)[a-zäöüß]{2,}t",
        mine="ich werde|ich muss|ich will|ich soll(?:te)?|ich kann|ich kümmere mich um|ich übernehme|ich",
        both="beide|wir beide|wir|alle|beide zusammen|gemeinsam|zusammen",
        somebody="jemand|irgendwer|irgendjemand|wer|einer von uns|man",
        join="und|u\\.|&|/|\\+|,|mit",
        owner="verantwortlich|zuständig|wer|owner|verantw\\.?|durch|verantwortung",
        aside="mit|an|für|von|bei|zu|zum|und|über|fragt?|cc|via|durch|nach|vor|bitte|ohne|gegen|auf",
        action="aktion(?:en)?|maßnahmen?|massnahmen?|aufgaben?|to[- ]?dos?|nächste[rn]? schritte?|follow[- ]?ups?"
        "|vereinbart|zusage|offener punkt|erledigen|ap",
        customer=r"abschließen|abschliessen|abschluss (?:holen|machen|bekommen)|unterschrift|unterschreiben"
        r"|unterzeichnen|auftrag (?:holen|bekommen|gewinnen|einholen)|gewinnen|überzeugen"
        r"|zusage (?:holen|bekommen)|freigabe vom kunden|bestellung (?:holen|bekommen)",
        no=r"nein(?: danke)?|noch nicht|(?:jetzt|diese woche|diesmal) nicht|nichts|keine[nrs]?",
        yes=r"ja(?:wohl)?|klar|gerne?|ok(?:ay)?|mach ich",
        late="überfällig|verspätet|zu spät|spät",
        carried="vom|von|aus|seit",
        done=frozenset({"erledigt", "fertig", "abgeschlossen", "ja", "done", "ok", "gemacht", "geschickt", "abgehakt"}),
        dropped=frozenset({"entfällt", "gestrichen", "hinfällig", "abgesagt", "nicht mehr nötig", "obsolet"}),
        open=frozenset({"offen", "in arbeit", "läuft", "laufend", "begonnen", "nein", "tbd", "wip", "ausstehend"}),
        first=frozenset(),
        begins=r"[a-zäöüß]{3,}(?:en|ern|eln)",
        ends=r"[a-zäöüß]{3,}(?:en|ern|eln|tun)",
    ),
)

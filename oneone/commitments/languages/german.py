"""German."""

from __future__ import annotations

from oneone.commitments.languages.words import NEVER, DateWords, Language, SpeechWords

_PART = "(?:vormittags?|mittags?|nachmittags?|abends?|früh|morgens?)?"  # "Freitagnachmittag"

_DO = (
    "schicken|zuschicken|senden|zusenden|geben|freigeben|liefern|unterschreiben|unterzeichnen|zahlen|bezahlen"
    "|überweisen"
    "|bestätigen|entscheiden|melden|antworten|prüfen|bestellen|anrufen|zurückrufen|zurückmelden|sagen|absagen|zusagen"
    "|genehmigen|klären|bringen|machen|organisieren|stellen|nennen|informieren|mitteilen|sprechen|holen|erstellen"
    "|besorgen"
    "|leiten|weiterleiten|übernehmen|kommen|vorstellen|teilen|beantworten|ausfüllen|bereitstellen|helfen|unterstützen"
)
_DOES = (
    "schickt|sendet|gibt|liefert|unterschreibt|unterzeichnet|zahlt|bezahlt|überweist|bestätigt|entscheidet|meldet"
    "|antwortet"
    "|prüft|bestellt|ruft|sagt|genehmigt|klärt|bringt|macht|organisiert|stellt|nennt|informiert|teilt|spricht|holt"
    "|erstellt"
    "|besorgt|leitet|übernimmt|schaut|hört|mailt|schreibt|hilft|unterstützt|füllt|beantwortet|kommt (?:auf uns|zurück)"
    "|kümmert sich|bekommt|will|wollte|möchte"
)

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
        units={"tag(?:en|e)?|tg": "d", r"wochen?|wo\.?": "w", "monat(?:e|en)?": "m"},
        spans="eo[wmqyd]|woche|wo|wochenende|wochenschluss|kw|monats?(?:ende)?|ultimo|quartals?(?:ende)?"
        "|jahr(?:es)?|jahresende|heute|feierabend|tages|tagesende",
        today="heut|heute(?: noch| abend| nachmittag)?|noch heute|eod|feierabend|ende des tages|tagesende",
        tomorrow="(?<!am )(?<!guten )(?<!jeden )morgen",
        overmorrow="übermorgen|uebermorgen",
        next_before=r"nächste[nrms]?|naechste[nrms]?|nä\.?|nxt",
        this_before="diese[nrms]?|kommende[nrms]?",
        next_after="in einer woche",
        next_week="(?:(?:der|in der) )?(?:nächste[nr]?|naechste[nr]?|nä\\.?|nxt|kommende[nr]?) (?:woche|wo|kw)",
        of=NEVER,
        the="den|dem|der|des|die|zum|am",
        ordinal=r"\.",
        nth=r"(?:(?:den|dem|zum|am)\s+)?(?:3[01]|[12]\d|[1-9])\.",
        end_of="ende(?: des)?|ultimo",
        middle_of="mitte",
        quarter="q",
        ends={
            r"eow|ende (?:der|dieser) woche|(?:ende )?diese[rn]? woche|wochenende|wochenschluss"
            r"|ende (?:d\.? ?)?(?:woche|wo)|(?:ende )?diese[rn]? (?:wo|kw)": "week",
            r"(?:ende )?(?:der )?(?:nächste[rn]?|naechste[rn]?|nä\.?|nächst\.|nxt|kommende[rn]?) (?:woche|wo|kw)"
            r"|woche drauf": "next week",
            r"eom|monatsende|ende (?:des |diesen |dieses )?monats?|(?:ende )?diese[nsm] monats?|ultimo": "month",
            r"(?:ende )?(?:des )?(?:nächste[nsm]|kommende[nsm]) monats?": "next month",
            r"eoq|quartalsende|ende (?:des |diesen |dieses )?quartals?|(?:ende )?diese[sm]? quartals?": "quarter",
            r"(?:ende )?(?:des )?(?:nächste[sn]|kommende[sn]) quartals?": "next quarter",
            r"eoy|jahresende|ende (?:des |diesen |dieses )?jahr(?:es)?": "year",
        },
        within="in|innerhalb von|innerhalb|binnen|in den nächsten|in spätestens",
        from_now="ab (?:jetzt|heute)",
        iso_week="(?:ende (?:der )?)?(?:kw|kalenderwoche)",
        by=r"b\.|spät\.|spätest\.|bis(?: (?:spätestens|spät\.|spaetestens|einschließlich|inkl\.))?"
        r"|spätestens(?: bis)?|spaetestens"
        "|fällig(?: bis)?:?|vor"
        "|frist:?|termin:?|deadline:?|due:?|stichtag:?|by",
        on="am|im|für|zum|auf|gleich|noch|anfang|mitte",
        either="oder|od\\.|und|u\\.|bis|o\\.",
        between="zwischen",
        anew="jetzt|nun|neu(?:er termin|es datum|e frist)?|(?:verschoben|verlegt|verlängert|geschoben|vertagt) (?:auf"
        "|bis)"
        "|lieber|doch(?: erst)?",
        meets=r"(?:im|beim|auf dem|auf der|in der|in dem)\s+(?:[\w-]+\s+)?[\w-]*(?:call|termin|meeting|sitzung|treffen"
        r"|runde|gespräch|demo|besuch|review)\s+(?P<of>vom\s+)",
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
        filler="also|und|dann|ok|okay|gut|ja|außerdem|ausserdem|bitte|aber|so|noch",
        idle="ist|sind|war|hat|hatte|mit|seit|meint|sagt|findet|nicht|heißt|und|oder|von|bei|in|im|am|ab|auf|aus|für"
        "|krank|weg|da"
        "|hier|noch|als|zu|zum|an|über|wäre|hätte|würde|könnte|glaubt|denkt|weiß|braucht|fühlt|freut|der|die|das|des"
        "|bis|wünscht",
        you=r"(?:(?:kannst|könntest|würdest|magst|machst|schickst|gibst)\s+)?du\b(?!\s+(?:hast|bist|warst|hattest|weißt"
        r"|meinst|sagst)\b)(?:\s+(?:sollst|musst|solltest|kannst|wirst|bitte)\b)?",
        others=rf"(?:{_DOES}|(?:wird|werden|soll|sollen|sollte|muss|müssen|kann|können|darf|wollen"
        rf"|möchten)\s.{{0,120}}?"
        rf"(?<!\w)(?:{_DO})(?!\w|\s+(?:werden|lassen))|haben? zugesagt|haben? versprochen)(?!\w)",
        they=r"sie|er|(?:(?:der|die|das|ihr|ihre|deren|sein|seine|unser|unsere)\s+)(?:kunde|kundin|kunden|einkauf"
        r"|einkäufer|einkäuferin"
        r"|rechtsabteilung|buchhaltung|fachbereich|vorstand|geschäftsführung|geschäftsführer|geschäftsführerin|it"
        r"|chef|chefin"
        r"|assistenz|partner|betriebsrat|anwalt|berater|jurist|juristen|finanzabteilung|leute)"
        r"|kunde|einkauf|legal|marketing|presales|rechtsabteilung|buchhaltung",
        article="der|die|das|unser|unsere|deren|ihr|ihre|sein|seine",
        title="herr|hr|frau|fr|dr|prof",
        of="von|vom|bei|der|des|aus|in",
        inverts=True,
        refused=r"wir\s+(?!müssen|dürfen|wissen|haben|sollten)(?:[^,.;]{0,60}\s)?nicht(?:\s+(?:mehr|weiter|mit|hin"
        r"|an))?\s*(?:[.,;:!–-]|$)"
        r"|(?:[^,.;]{0,80}\s)?\w+en\s+wir\s+(?:(?!alle)\w+\s+){0,2}?(?:nicht"
        r"|keine[nrm]?)(?:\s+(?!vergess)\w+)?\s*(?:[.,;:!–-]|$)"
        r"|wir (?:machen|besuchen|fahren|verfolgen|brauchen) keine\w?\b|wir verzichten\b"
        r"|(?:[^,.;]{0,80}\s)?verzichten wir\b"
        r"|(?:[^,.;]{0,80}\s)?lassen wir(?:\s+(?:bleiben|sein|weg|fallen|liegen|ruhen|aus|das))?\s*(?:[.,;:!–-]|$)"
        r"|nicht (?:machen|weiter|nötig|verfolgen)\b|(?:[^,.;]{0,60}\s)?(?:machen|verfolgen)\s+wir\s+nicht\b",
        parked=r"(?:gestrichen|vom tisch|auf eis|geparkt|entfällt|gestorben|abgesagt|hinfällig|vertagt|fällt (?:aus"
        r"|weg|flach)"
        r"|zurückgestellt|pausiert)(?=\s*(?:$|[.,;!)]|bis\b|auf\b|erstmal\b|vorerst\b|für\b))",
        chat=r"(?:gutes|schönes|tolles|super|nettes|produktives)\s+(?:gespräch|meeting|treffen|1:1)\b|(?:gleiche"
        r"|selbe) zeit\b"
        r"|danke\b|vielen dank\b|bis (?:nächste woche|dann|bald|nächstes mal)\s*[!.]*$|schönes wochenende\b"
        r"|viel (?:glück|erfolg|spaß)\b|gute arbeit\b|weiter so\b|nächstes (?:1:1|gespräch|mal)\b",
        both="beide|wir beide|wir|alle|beide zusammen|gemeinsam|zusammen",
        somebody="jemand|irgendwer|irgendjemand|wer|einer von uns|man",
        join="und|u\\.|&|/|\\+|,|mit|oder|od\\.",
        owner="verantwortlich|zuständig|wer|owner|verantw\\.?|durch|verantwortung",
        aside="mit|an|für|von|bei|zu|zum|und|über|fragt?|cc|via|durch|nach|vor|bitte|ohne|gegen|auf",
        action="aktion(?:en)?|maßnahmen?|massnahmen?|aufgaben?|to[- ]?dos?|nächste[rn]? schritte?|follow[- ]?ups?"
        "|vereinbart|zusage|offener punkt|erledigen|ap",
        customer=r"abschließen|abschliessen|abschluss (?:holen|machen|bekommen)|unterschrift|unterschreiben"
        r"|unterzeichnen|auftrag (?:holen|bekommen|gewinnen|einholen)|gewinnen|überzeugen"
        r"|zusage (?:holen|bekommen)|freigabe vom kunden|bestellung (?:holen|bekommen)",
        no=r"nein(?: danke)?|noch nicht|(?:jetzt|heute|diese woche|diesmal|dieses mal) nicht"
        r"|nicht (?:jetzt|diese woche|diesen monat|vor .{1,30})|nichts|keine[nrs]?",
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

"""Italian."""

from __future__ import annotations

from oneone.commitments.languages.words import DateWords, Language, SpeechWords

_WEEK = r"sett(?:imana)?\.?"
_NEXT = r"(?:pross(?:im[oa])?|prox)\.?"  # "la pross. sett."

_CLITIC = "(?:(?:ci|mi|ti|vi|gli|le|lo|la|si|ce|ne)\\s+){0,2}"
_DO = (
    "mandar|inviar|firmar|dar|risponder|confermar|decider|pagar|avvisar|chiamar|restituir|consegnar|ordinar|approvar"
    "|validar"
    "|dir|verificar|controllar|passar|portar|far|preparar|condivider|tornar|richiamar|presentar|sceglier|scriver"
    "|organizzar"
    "|comprar|autorizzar|aiutar|inoltrar|informar|rivedere|veder"
)
_DOES = (
    "manda|manderà|mandano|invia|invierà|inviano|firma|firmerà|firmano|dà|darà|danno|risponde|risponderà|conferma"
    "|confermerà"
    "|decide|deciderà|paga|pagherà|pagano|avvisa|avviserà|chiama|chiamerà|restituisce|restituirà|consegna|consegnerà"
    "|ordina"
    "|ordinerà|approva|approverà|valida|dice|dirà|verifica|verificherà|controlla|controllerà|passa|passerà|porta"
    "|porterà|fa"
    "|farà|fanno|prepara|preparerà|condivide|torna|tornerà|richiama|richiamerà|presenta|sceglie|scrive|scriverà"
    "|organizza"
    "|compra|autorizza|aiuta|inoltra|informa|rivede|si occupa|si incarica"
    "|rispondono|confermano|decidono|avvisano|chiamano|consegnano|ordinano|approvano|verificano|portano|tornano"
)

ITALIAN = Language(
    DateWords(
        weekdays={
            "lun(?:ed[ìi]['’]?)?": 0,
            "mar(?:ted[ìi]['’]?)?": 1,
            "mer(?:coled[ìi]['’]?)?": 2,
            "gio(?:ved[ìi]['’]?)?": 3,
            "ven(?:erd[ìi]['’]?)?": 4,
            "sab(?:ato)?": 5,
            "dom(?:enica)?": 6,
        },
        months={
            "gen(?:naio)?": 1,
            "feb(?:braio)?": 2,
            "mar(?:zo)?": 3,
            "apr(?:ile)?": 4,
            "mag(?:gio)?": 5,
            "giu(?:gno)?": 6,
            "lug(?:lio)?": 7,
            "ago(?:sto)?": 8,
            "sett?(?:embre)?": 9,
            "ott(?:obre)?": 10,
            "nov(?:embre)?": 11,
            "dic(?:embre)?": 12,
        },
        numbers={
            "una?|un": 1,
            "due|un paio di": 2,
            "tre": 3,
            "quattro": 4,
            "cinque": 5,
            "sei": 6,
            "sette": 7,
            "otto": 8,
            "dieci": 10,
            "quindici": 15,
        },
        units={"giorn[oi]|gg": "d", r"settiman[ae]|sett\.?": "w", "mes[ei]": "m"},
        spans="eo[wmqyd]|settimana|mese|trimestre|anno|oggi|stasera|stamattina|pomeriggio|sera|giornata",
        today="oggi(?: pomeriggio| stesso)?|stasera|stamattina|questo pomeriggio|questa sera|fine giornata|eod",
        tomorrow=r"domani|domattina|dom\. ?(?=matt|pom|sera)",
        overmorrow=r"dopodomani|dopo domani|dopodom\.?",
        next_before=_NEXT,
        this_before="quest[oa]|quest['’]",
        next_after=rf"{_NEXT}|p\.? ?v\.?|della {_NEXT} {_WEEK}|della {_WEEK} {_NEXT}",
        next_week=rf"(?:della |la )?(?:{_NEXT} {_WEEK}|{_WEEK} {_NEXT})",
        of="di",
        the="il|la|l['’]|lo",
        ordinal="º|°",
        nth=r"(?:il (?:giorno )?|l['’]|(?<=\bdel ))(?:3[01]|[12]\d|[1-9])",
        end_of=r"(?:la )?fine(?: di)?(?!\s+sett\b)",  # "fine sett." is that of the week
        middle_of="metà|meta",
        quarter="[qt]",
        ends={
            rf"eow|(?:la |il )?fine (?:della |di questa )?{_WEEK}|(?:in )?questa {_WEEK}": "week",
            rf"(?:(?:la )?fine (?:della )?)?(?:la )?(?:{_NEXT} {_WEEK}|{_WEEK} {_NEXT})": "next week",
            r"eom|(?:la )?fine (?:del |di questo )?mese|questo mese": "month",
            r"(?:(?:la )?fine (?:del )?)?(?:il )?(?:prossimo mese|mese prossimo)": "next month",
            r"eoq|(?:la )?fine (?:del |di questo )?trimestre|questo trimestre": "quarter",
            r"(?:(?:la )?fine (?:del )?)?(?:il )?(?:prossimo trimestre|trimestre prossimo)": "next quarter",
            r"eoy|(?:la )?fine (?:dell['’])?anno": "year",
        },
        within="tra|fra|in|entro",
        from_now="da (?:oggi|adesso)",
        iso_week=r"(?:settimana|sett\.?)",
        by="entro(?: e non oltre)?|prima d(?:i|el|ella|ell['’])|per|al più tardi(?: entro)?|non oltre|scadenza:?"
        "|scade(?: il)?:?"
        "|deadline:?|data:|due:?|by|al massimo(?: entro)?",
        on="il|questo|questa|in|nella|lo|a inizio|inizio|a metà",
        either="o|oppure|e|al|a",
        between="tra(?: il)?|fra(?: il)?",
        anew="ora|adesso|nuova (?:data|scadenza)|(?:spostat|rinviat|posticipat|rimandat|slittat)[oaie]"
        "(?: (?:a|al|alla|per|fino a|fino al))?|all['’](?=\\d)|meglio",
        meets=r"(?:in|alla|al|nella|nel|durante la)\s+(?:riunione|call|demo|chiamata|visita|comitato|incontro|sessione)"
        r"(?:\s+[\w-]+){0,2}?\s+(?P<of>del\s+)",
        never="da|dal|dall['’]|di|del|dopo|ogni|tutti i|scors[oa]|fino a|tra|e|era|q|t|ieri|ultim[oa]|lo scorso|dalla",
        then="a|al|con|per|su|da|e|o|se|in|via|alle|dal|presso|di",
        hour=r"(?:alle |ore |h )(?:[01]?\d|2[0-3])(?:[:.][0-5]\d)?|(?:[01]?\d|2[0-3]):[0-5]\d|(?:a )?mezzogiorno"
        r"|matt(?:ina|\.)?"
        r"|pom(?:eriggio|\.)?|sera|c\.? ?m\.?|corrente mese|al più tardi|al massimo",
        weak="mar|mer|gio",
    ),
    SpeechWords(
        shall="deve|dovrà|si occupa di|si impegna a|ha da|può|si incarica di|va a|a|to",
        does=r"(?:(?:gli|le|mi|ti|ci|si|lo|la)\s+){0,2}(?!è\b|e\b|ha\b|che\b|di\b|dice\b|pensa\b|una\b|la\b|le\b|da\b"
        r"|se\b|sulla\b"
        r"|sa\b|era\b)[a-zàèéìòù]{2,}(?:a|e|à)"
        r"|ha\s+[a-zàèéìòù]{2,}o",
        mine="io|devo|mi occupo di|mi impegno a|posso|vado a|dovrei|mi incarico di",
        filler="allora|quindi|e|poi|ok|bene|anche|dunque|inoltre|per favore",
        idle="è|era|ha|aveva|e|ed|o|dice|pensa|crede|con|di|del|della|che|non|vuole|sa|in|da|su|per|sulla|già|fuori"
        "|malat[oa]"
        "|sarà|sembra|senza|alla|al",
        you="tu|puoi|potresti|devi",
        others=rf"{_CLITIC}(?:{_DOES}|(?:deve|devono|dovrebbe|può|possono|vuole|vogliono|potrebbe|dovrà)\s+"
        rf"{_CLITIC}(?:{_DO})(?:e|ci|mi|gli|le|lo|la|si)?|(?:va|si è impegnat[oa]|si impegna|ha promesso"
        rf"|hanno promesso) (?:a|di)\s+\w+)(?!\w)",
        they=r"loro|lui|lei|(?:(?:il|la|i|gli|le|loro|suo|sua|nostro|nostra)\s+|l['’])(?:client[ei]|ufficio acquisti"
        r"|acquisti|legale"
        r"|avvocat[oi]|direzione|direttor[ei]|direttrice|responsabile|capo|partner|finanza|amministrazione|cfo|ceo"
        r"|cio|buyer)"
        r"|acquisti|legale|marketing|prevendita",
        article="il|la|lo|i|gli|le|l['’]|nostro|nostra",
        title="sig|sig\\.?ra|signor|signora|dott|dott\\.?ssa|ing|avv",
        of="di|del|della|dei|degli|in|da",
        refused=r"(?:[^.;]{0,80}\s)?non\s+(?:(?:lo|la|li|le|ci|ne)\s+)?(?!dimentic|poss|sapp|abb|siamo)\w+(?:iamo"
        r"|remo)\b"
        r"|(?:[^.;]{0,80}[,:]?\s)?lasciamo (?:perdere|stare)\b|niente\s+(?!di meno)\w|inutile\b|non (?:vale la pena"
        r"|serve)\b",
        parked=r"(?:annullat|rimandat|sospes|accantonat|scartat|congelat|saltat|archiviat)[oaie]"
        r"(?=\s*(?:$|[.,;!)]|fino\b|per ora\b|al?\b|per il momento\b))|(?:in pausa|in attesa|in stand-?by)(?=\s*(?:$"
        r"|[.,;!)]|fino\b|per\b))",
        chat=r"(?:buona|bella|ottima)\s+(?:sessione|riunione|chiacchierata)\b|buon (?:lavoro|weekend|fine settimana)\b"
        r"|stess[oa] (?:ora|orario)\b|grazie\b|ci vediamo\b|alla prossima\b|a presto\b|in bocca al lupo\b|brav[oa]\b"
        r"|complimenti\b|prossim[oa] (?:1:1|riunione|incontro)\b",
        both="entramb[ie]|tutti e due|noi(?: due)?|insieme|tutti|tutt['’]e due",
        somebody="qualcuno|bisogna|chi|uno di noi",
        join="e|ed|&|/|\\+|,|con|o",
        owner="responsabile|chi|owner|resp\\.?|a cura di|incaricat[oa]",
        aside="con|a|al|per|di|da|e|su|chiedere a|cc|via|del|dal|senza|presso",
        action="azion[ei]|da fare|compit[oi]|attività|to[- ]?do|prossim[oi] pass[oi]|impegn[oi]|follow[- ]?up"
        "|concordato",
        customer=r"chiudere(?! il piano| la data)|firma|firmare|vincere|convincere"
        r"|ottenere (?:l['’]|il |la )?(?:ordine|ok|s[ìi]|firma|approvazione|contratto)",
        no=r"no(?: grazie)?|(?:per ora|adesso|oggi) no|non (?:ancora|ora|oggi|adesso|questa settimana|questo mese"
        r"|prima d\w+ .{1,30})|niente|nessuna?",
        yes=r"s[ìi]|certo|va bene|d['’]accordo|ok",
        late="in ritardo|scadut[oa]|ritardo",
        carried="del|dal|da|di",
        done=frozenset(
            {"fatto", "fatta", "completato", "completata", "finito", "ok", "sì", "chiuso", "chiusa", "inviato"}
        ),
        dropped=frozenset({"annullato", "annullata", "abbandonato", "non più necessario", "non serve più", "n a"}),
        open=frozenset({"aperto", "aperta", "in corso", "da fare", "in sospeso", "no", "da iniziare", "in attesa"}),
        first=frozenset(),
        begins=r"[a-zàèéìòù]{2,}(?:are|ere|ire|rre)|[a-zàèéìòù]{2,}(?:ar|er|ir|r)(?:gli|le|li|lo|la|si|ci|ne)",
    ),
)

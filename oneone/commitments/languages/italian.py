"""Italian."""

from __future__ import annotations

from oneone.commitments.languages.words import DateWords, Language, SpeechWords

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
        units={"giorn[oi]|gg": "d", "settiman[ae]|sett": "w", "mes[ei]": "m"},
        spans="eo[wmqyd]|settimana|mese|trimestre|anno|oggi|stasera|stamattina|pomeriggio|sera|giornata",
        today="oggi(?: pomeriggio| stesso)?|stasera|stamattina|questo pomeriggio|questa sera|fine giornata|eod",
        tomorrow="domani|domattina",
        overmorrow="dopodomani|dopo domani",
        next_before="prossim[oa]",
        this_before="quest[oa]|quest['’]",
        next_after="prossim[oa]|della prossima settimana|della settimana prossima",
        next_week="(?:della |la )?(?:prossima settimana|settimana prossima)",
        of="di",
        the="il|la|l['’]|lo",
        ordinal="º|°",
        nth=r"(?:il (?:giorno )?|l['’]|(?<=\bdel ))(?:3[01]|[12]\d|[1-9])",
        end_of="(?:la )?fine(?: di)?",
        middle_of="metà|meta",
        quarter="[qt]",
        ends={
            r"eow|(?:la )?fine (?:della |di questa )?settimana|(?:in )?questa settimana|(?:il )?fine settimana": "week",
            r"(?:(?:la )?fine (?:della )?)?(?:la )?(?:prossima settimana|settimana prossima)": "next week",
            r"eom|(?:la )?fine (?:del |di questo )?mese|questo mese": "month",
            r"(?:(?:la )?fine (?:del )?)?(?:il )?(?:prossimo mese|mese prossimo)": "next month",
            r"eoq|(?:la )?fine (?:del |di questo )?trimestre|questo trimestre": "quarter",
            r"(?:(?:la )?fine (?:del )?)?(?:il )?(?:prossimo trimestre|trimestre prossimo)": "next quarter",
            r"eoy|(?:la )?fine (?:dell['’])?anno": "year",
        },
        within="tra|fra|in|entro",
        from_now="da (?:oggi|adesso)",
        iso_week="settimana",
        by="entro(?: e non oltre)?|prima d(?:i|el|ella|ell['’])|per|al più tardi(?: entro)?|non oltre|scadenza:?"
        "|scade(?: il)?:?"
        "|deadline:?|data:|due:?|by|al massimo(?: entro)?",
        on="il|questo|questa|in|nella|lo",
        never="da|dal|dall['’]|di|del|dopo|ogni|tutti i|scors[oa]|fino a|tra|e|era|q|t|ieri|ultim[oa]|lo scorso|dalla",
        then="a|al|con|per|su|da|e|o|se|in|via|alle|dal|presso|di",
        hour=r"(?:alle |ore |h )(?:[01]?\d|2[0-3])(?:[:.][0-5]\d)?|(?:[01]?\d|2[0-3]):[0-5]\d|(?:a )?mezzogiorno"
        r"|mattina"
        r"|pomeriggio|sera|al più tardi|al massimo",
        weak="mar|mer|gio",
    ),
    SpeechWords(
        shall="deve|dovrà|si occupa di|si impegna a|ha da|può|si incarica di|va a|a|to",
        does=r"(?!è\b|e\b|ha\b|che\b|di\b|dice\b|pensa\b|una\b|la\b|le\b|da\b|se\b|sulla\b)(?:(?:gli|le|mi|ci|si|lo|la)\s+)?[a-zàèéìòù]{2,}(?:a|e|à)"
        r"|ha\s+[a-zàèéìòù]{2,}o",
        mine="io|devo|mi occupo di|mi impegno a|posso|vado a|dovrei|mi incarico di",
        both="entramb[ie]|tutti e due|noi(?: due)?|insieme|tutti|tutt['’]e due",
        somebody="qualcuno|bisogna|chi|uno di noi",
        join="e|ed|&|/|\\+|,|con",
        owner="responsabile|chi|owner|resp\\.?|a cura di|incaricat[oa]",
        aside="con|a|al|per|di|da|e|su|chiedere a|cc|via|del|dal|senza|presso",
        action="azion[ei]|da fare|compit[oi]|attività|to[- ]?do|prossim[oi] pass[oi]|impegn[oi]|follow[- ]?up"
        "|concordato",
        customer=r"chiudere(?! il piano| la data)|firma|firmare|vincere|convincere"
        r"|ottenere (?:l['’]|il |la )?(?:ordine|ok|s[ìi]|firma|approvazione|contratto)",
        no=r"no(?: grazie)?|non (?:ancora|ora|adesso|questa settimana)|niente|nessuna?",
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

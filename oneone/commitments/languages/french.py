"""French."""

from __future__ import annotations

from oneone.commitments.languages.words import DateWords, Language, SpeechWords

_WEEK = r"sem(?:aine)?\.?"
_NEXT = r"pro(?:ch(?:aine?)?)?\.?"  # "la sem. pro"

_DO = (
    "envoyer|renvoyer|signer|donner|répondre|valider|confirmer|décider|payer|régler|revenir|rappeler|livrer|commander"
    "|transmettre|fournir|dire|vérifier|examiner|relire|retourner|faire|prendre|organiser|préparer|appeler|prévenir"
    "|remettre"
    "|présenter|choisir|trancher|accepter|partager|écrire|demander|planifier|tenir|aider|regarder|voir"
)
_DOES = (
    "envoie|enverra|envoient|renvoie|renverra|signe|signera|signent|donne|donnera|répond|répondra|valide|validera"
    "|confirme"
    "|confirmera|décide|décidera|paie|paye|paiera|payera|règle|réglera|revient|reviendra|reviennent|rappelle|rappellera"
    "|livre|livrera|commande|commandera|transmet|transmettra|fournit|fournira|dit|dira|vérifie|vérifiera|examine"
    "|examinera"
    "|relit|relira|retourne|retournera|fait|fera|font|prend|prendra|organise|organisera|prépare|préparera|appelle"
    "|appellera"
    "|prévient|préviendra|remet|remettra|présente|présentera|choisit|choisira|tranche|tranchera|accepte|partage"
    "|partagera"
    "|répondent|répondront|enverront|signeront|valident|valideront|confirment|confirmeront|décident|décideront|paient"
    "|paieront|reviendront|livrent|livreront|transmettent|donnent|donneront|écrit|écrira|demande|demandera|voit|verra"
    "|aide|aidera|regarde|regardera|tient|occupe|occupera|charge|chargera"
)

FRENCH = Language(
    DateWords(
        weekdays={
            "lun(?:di)?": 0,
            "mar(?:di)?": 1,
            "mer(?:credi)?": 2,
            "jeu(?:di)?": 3,
            "ven(?:d|dredi)?": 4,
            "sam(?:edi)?": 5,
            "dim(?:anche)?": 6,
        },
        months={
            "janv?(?:ier)?": 1,
            "f[ée]vr?(?:ier)?": 2,
            "mars": 3,
            "avr(?:il)?": 4,
            "mai": 5,
            "juin": 6,
            "juill?(?:et)?": 7,
            "ao[uû]t": 8,
            "sept?(?:embre)?": 9,
            "oct(?:obre)?": 10,
            "nov(?:embre)?": 11,
            "d[ée]c(?:embre)?": 12,
        },
        numbers={
            "une?": 1,
            "deux": 2,
            "trois": 3,
            "quatre": 4,
            "cinq": 5,
            "six": 6,
            "sept": 7,
            "huit": 8,
            "dix": 10,
            "quinze": 15,
        },
        units={"jours?|jrs?|j": "d", r"semaines?|sem\.?": "w", "mois": "m"},
        spans="eo[wmqyd]|semaine|sem|mois|trimestre|trim|année|aujourd|hui|auj|ajd|soir|journée|après|matin",
        today=r"aujourd['’]hui|auj\.?|ajd|cet après-midi|ce matin|ce soir|fin de journée|eod",
        tomorrow=r"demain|dem\.?",
        overmorrow=r"après[- ]demain|apres[- ]demain|apr?[èe]?s?[- ]dem\.?",
        next_before="prochaine?",
        this_before="ce|cette",
        next_after=rf"{_NEXT}|de la {_WEEK} {_NEXT}|en huit",
        next_week=rf"(?:de |dans )?la {_WEEK} {_NEXT}",
        of="de",
        the="le|la|l['’]",
        ordinal="er",
        nth=r"le\s+(?:3[01]|[12]\d|[1-9])(?:er)?",
        end_of="(?:la )?fin(?: du mois)?(?: de|d['’])?",
        middle_of="(?:la )?mi[- ]",
        quarter="[qt]",
        ends={
            rf"(?:la )?fin (?:de (?:la |cette )?)?{_WEEK}|eow|cette {_WEEK}": "week",
            rf"(?:(?:la )?fin (?:de )?)?(?:la )?{_WEEK} {_NEXT}": "next week",
            r"eom|(?:la )?fin (?:du |de |de ce )?mois|ce mois(?:-ci)?": "month",
            r"(?:(?:la )?fin (?:du |de )?)?(?:le )?mois pro(?:ch(?:ain)?)?\.?": "next month",
            r"eoq|(?:la )?fin (?:du |de |de ce )?trim(?:estre)?|ce trimestre": "quarter",
            r"(?:(?:la )?fin (?:du |de )?)?(?:le )?trimestre prochain": "next quarter",
            r"(?:la )?fin (?:de l['’]|d['’]|de cette )année|eoy": "year",
        },
        within="dans(?: les)?|sous|d['’]ici|en moins de",
        from_now="à partir d['’]aujourd['’]hui",
        iso_week="(?:fin )?(?:semaine|sem\\.?|s)",
        by=r"d['’]ici(?: (?:au|à))?|avant|avt\.?|pour|au (?:plus|\+) tard|plus tard|jusqu['’](?:au|à)|échéance\s*:?"
        "|deadline\\s*:?|délai\\s*:?"
        "|limite\\s*:?|à rendre|dû|due\\s*:?|date\\s*:|by",
        on="le|ce|à|en|au|dès|début|courant",
        either="ou|et|au|à",
        between="entre(?: le)?|du|de",
        anew="maintenant|désormais|nouvelle (?:date|échéance)"
        "|(?:report|repouss|décal|déplac|repla)é?(?:cé)?e?s?(?: (?:au|à|à la|en|jusqu['’]au))?|remise?s? (?:au|à)"
        "|plutôt",
        meets=r"(?:à|en|lors de|pendant|au|dans)\s+(?:la\s+|le\s+|l['’]|cette\s+)?(?:appel|réunion|call|point|démo"
        r"|comité"
        r"|séance|visite|revue)(?:\s+[\w-]+){0,2}?\s+(?P<of>du\s+)",
        never="depuis|dès le|du|de|d['’]|après|chaque|tous les|dernier|entre|et|jusque|était|des|q|t|hier|vu",
        then="à|avec|pour|sur|par|puis|ou|si|au|chez|en|via|dans|matin|afin|de|et",
        hour=r"(?:à |vers |avant )?(?:[01]?\d|2[0-3])\s?h(?:[0-5]\d)?|(?:à )?(?:[01]?\d|2[0-3]):[0-5]\d"
        r"|(?:à )?midi|matin"
        r"|(?:en )?(?:après|apres)[- ]midi|soir|au plus tard|dernier délai|max",
        weak="mer|mar|sam|jeu|dem",
    ),
    SpeechWords(
        shall="va|doit|devra|s['’]engage à|s['’]occupe de|se charge de|prend en charge|pour|à|peut|prévoit de|fera|to",
        does=r"(?:(?:me|te|lui|nous|vous|leur|re|en|y|s[ea]|les|la)\s+|s['’]|m['’]|t['’])?(?!est\b|et\b|a\b|dit\b"
        r"|pense\b|avec\b"
        r"|de\b|le\b|que\b|ne\b|me\b|se\b|te\b|re\b|trouve\b|sait\b|veut\b)[a-zéèêàçîôû]{2,}(?:e|t|d|ra|it)"
        r"|a\s+[a-zéèêàçîôû]{2,}[éiust]",
        mine="je vais|je dois|je m['’]occupe de|je me charge de|je prends|je compte|je peux|j['’]irai|je|j['’]",
        filler="alors|donc|et|puis|ensuite|ok|bon|bah|euh|aussi|sinon|enfin",
        idle="est|sont|était|a|avait|et|ou|dit|pense|avec|de|du|des|le|la|les|que|qui|ne|trouve|veut|voudrait|aime|en"
        "|dans|chez|sur"
        "|au|aux|à|pas|absente?|malade|sera|serait|sait|par|pour|non|content|contente",
        you=r"(?:peux-tu|pourrais-tu|tu)\b(?!\s+(?:as|es|avais|étais|sais)\b)(?:\s+(?:dois|peux|vas|devrais)\b)?",
        others=r"(?:(?:nous|vous|me|te|lui|leur|en|y|se|les|la|le)\s+|[smlt]['’])?"
        rf"(?:{_DOES}|(?:doit|doivent|va|vont|devrait|devraient|peut|pourrait|veut|veulent|devra|compte|comptent|espère"
        r"|s['’]engage à|s['’]est engagée? à|a promis de|a promis d['’]|est censée? |ont promis de)\s*"
        r"(?:(?:nous|vous|me|te|lui|leur|en|y|se|les|la|le|bien|aussi)\s+|[smld]['’]){0,2}"
        rf"(?:{_DO}))(?!\w)",
        they=r"ils?|elles?|(?:(?:le|la|les|leurs?|son|sa|ses|notre|nos)\s+|l['’])(?:clients?|cliente|acheteurs?"
        r"|acheteuse|achats"
        r"|juridique|juristes?|compta|comptabilité|finance|direction|daf|dsi|dg|rh|marketing|avant-vente|partenaires?"
        r"|avocats?"
        r"|décideur|sponsor|équipe technique|prospect|service achats?)",
        article="le|la|les|leur|notre|l['’]",
        title="m|mme|mlle|mr|dr|maître|me",
        of="de|du|des|chez|d['’]|à",
        refused=r"(?:on|nous)\s+n(?:e\s+|['’])(?!oubli|a\b|est\b|ont\b|sait\b|peut\b)[^,.;]{0,40}\b(?:pas|plus)\b"
        r"|on (?:fait|va|prend|relance|garde|suit|y va) pas\b|on (?:laisse|abandonne|arrête|annule|oublie)\b"
        r"|pas (?:de\s|d['’])(?!.{0,120}\b(?:sans|avant|tant)\b)|pas (?:la peine|besoin)\b|inutile d"
        r"|[^.;]{0,120},\s*on (?:laisse|abandonne|oublie|arrête|annule)\b|nous (?:abandonnons|renonçons)\b"
        r"|laissons tomber\b",
        parked=r"(?:abandonn|annul|report|suspend|suspendu|gel|stopp|écart)é?e?s?(?=\s*(?:$|[.,;!)]|jusqu|pour l|à\b"
        r"|en\b))"
        r"|(?:en pause|en stand-?by|au frigo|mis de côté|c['’]est mort|tombé à l['’]eau|laissé tomber)"
        r"(?=\s*(?:$|[.,;!)]|jusqu|pour l|à\b|en\b))",
        chat=r"(?:très\s+)?(?:bonne?s?|super|belle)\s+(?:séance|session|échange|réunion|point|discussion|week-?end"
        r"|vacances"
        r"|journée|courage|continuation|chance)\b|même heure\b|merci\b|à (?:la semaine prochaine|bientôt|plus)\s*[!.]*$"
        r"|bravo\b|prochain (?:point|1:1)\b|félicitations\b",
        both="(?:nous|tous) (?:les )?deux|nous|on|les deux|tous|ensemble",
        somebody="quelqu['’]un|il faut(?: que quelqu['’]un)?|on doit|qui|l['’]un de nous",
        join="et|&|/|\\+|,|avec|ou",
        owner="responsable|qui|porteur|pilote|resp\\.?|owner|par",
        aside="avec|à|pour|de|chez|par|et|sur|demander à|cc|via|au|après|avant|sans|voir|d['’]",
        action="actions?|à faire|a faire|tâches?|taches?|to[- ]?do|prochaines? étapes?|suivi|engagement"
        "|point d['’]action",
        customer=r"signer|signature|conclure|closer|gagner|décrocher"
        r"|obtenir (?:l['’]|le |la |leur )?(?:accord|commande|oui|feu vert|signature|contrat)|convaincre",
        no=r"non(?: merci)?|pas (?:maintenant|encore|cette (?:semaine|fois)|ce mois-ci|avant .{1,30})|rien|aucune?",
        yes=r"oui|d['’]accord|ok|bien sûr",
        late="en retard|retard",
        carried="du|de|depuis",
        done=frozenset({"fait", "faite", "terminé", "terminée", "fini", "ok", "oui", "clos", "envoyé", "done"}),
        dropped=frozenset({"annulé", "annulée", "abandonné", "abandonnée", "sans objet", "n a", "plus nécessaire"}),
        open=frozenset({"ouvert", "ouverte", "en cours", "à faire", "en attente", "non", "pas commencé", "à venir"}),
        first=frozenset(),
        begins=r"(?:[a-zéèêàçîôû]{2,}(?:er|ir|re|oir)|s['’]\w+(?:er|ir|re))",
    ),
)

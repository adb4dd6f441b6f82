"""French."""

from __future__ import annotations

from oneone.commitments.languages.words import DateWords, Language, SpeechWords

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
        units={"jours?|j": "d", "semaines?|sem": "w", "mois": "m"},
        spans="eo[wmqyd]|semaine|sem|mois|trimestre|année|aujourd|hui|soir|journée|après|matin",
        today="aujourd['’]hui|cet après-midi|ce matin|ce soir|fin de journée|eod",
        tomorrow="demain",
        overmorrow="après[- ]demain|apres[- ]demain",
        next_before="prochaine?",
        this_before="ce|cette",
        next_after="prochaine?|de la semaine prochaine|en huit",
        next_week="(?:de |dans )?la semaine prochaine",
        of="de",
        the="le|la|l['’]",
        ordinal="er",
        nth=r"le\s+(?:3[01]|[12]\d|[1-9])(?:er)?",
        end_of="(?:la )?fin(?: du mois)?(?: de|d['’])?",
        middle_of="(?:la )?mi[- ]",
        quarter="[qt]",
        ends={
            r"(?:la )?fin (?:de (?:la |cette )?)?semaine|eow|cette semaine|fin de sem": "week",
            r"(?:(?:la )?fin de )?la semaine prochaine|(?:la )?fin de semaine prochaine|semaine prochaine": "next week",
            r"eom|(?:la )?fin (?:du |de |de ce )?mois|ce mois(?:-ci)?": "month",
            r"(?:(?:la )?fin (?:du |de )?)?(?:le )?mois prochain": "next month",
            r"eoq|(?:la )?fin (?:du |de |de ce )?trimestre|ce trimestre": "quarter",
            r"(?:(?:la )?fin (?:du |de )?)?(?:le )?trimestre prochain": "next quarter",
            r"(?:la )?fin (?:de l['’]|d['’]|de cette )année|eoy": "year",
        },
        within="dans(?: les)?|sous|d['’]ici|en moins de",
        from_now="à partir d['’]aujourd['’]hui",
        iso_week="(?:fin )?(?:semaine|sem\\.?|s)",
        by="d['’]ici(?: (?:au|à))?|avant|pour|au plus tard|plus tard|jusqu['’](?:au|à)|échéance\\s*:?"
        "|deadline\\s*:?|délai\\s*:?"
        "|limite\\s*:?|à rendre|dû|due\\s*:?|date\\s*:|by",
        on="le|ce|à|en|au|dès",
        never="depuis|dès le|du|de|d['’]|après|chaque|tous les|dernier|entre|et|jusque|était|des|q|t|hier|vu",
        then="à|avec|pour|sur|par|puis|ou|si|au|chez|en|via|dans|matin|afin|de|et",
        hour=r"(?:à |vers |avant )?(?:[01]?\d|2[0-3])\s?h(?:[0-5]\d)?|(?:à )?(?:[01]?\d|2[0-3]):[0-5]\d"
        r"|(?:à )?midi|matin"
        r"|(?:en )?(?:après|apres)[- ]midi|soir|au plus tard|dernier délai|max",
        weak="mer|mar|sam|jeu",
    ),
    SpeechWords(
        shall="va|doit|devra|s['’]engage à|s['’]occupe de|se charge de|prend en charge|pour|à|peut|prévoit de|fera|to",
        does=r"(?!est\b|et\b|a\b|dit\b|pense\b|avec\b|de\b|le\b|que\b|ne\b|me\b|se\b|te\b|trouve\b)(?:(?:me|te|lui|nous|leur|re|en|y|s[ea])\s+)?[a-zéèêàçîôû]{2,}(?:e|t|d|ra|it)"
        r"|a\s+[a-zéèêàçîôû]{2,}[éiust]",
        mine="je vais|je dois|je m['’]occupe de|je me charge de|je prends|je compte|je peux|j['’]irai|je|j['’]",
        both="(?:nous|tous) (?:les )?deux|nous|on|les deux|tous|ensemble",
        somebody="quelqu['’]un|il faut(?: que quelqu['’]un)?|on doit|qui|l['’]un de nous",
        join="et|&|/|\\+|,|avec",
        owner="responsable|qui|porteur|pilote|resp\\.?|owner|par",
        aside="avec|à|pour|de|chez|par|et|sur|demander à|cc|via|au|après|avant|sans|voir|d['’]",
        action="actions?|à faire|a faire|tâches?|taches?|to[- ]?do|prochaines? étapes?|suivi|engagement"
        "|point d['’]action",
        customer=r"signer|signature|conclure|closer|gagner|décrocher"
        r"|obtenir (?:l['’]|le |la |leur )?(?:accord|commande|oui|feu vert|signature|contrat)|convaincre",
        no=r"non(?: merci)?|pas (?:maintenant|encore|cette semaine)|rien|aucune?",
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

"""Spanish."""

from __future__ import annotations

from oneone.commitments.languages.words import DateWords, Language, SpeechWords

SPANISH = Language(
    DateWords(
        weekdays={
            "lun(?:es)?": 0,
            "mar(?:tes)?": 1,
            "mi[ée](?:r|rc|rcoles)?": 2,
            "jue(?:v|ves)?": 3,
            "vie(?:r|rnes)?": 4,
            "s[áa]b(?:ado)?": 5,
            "dom(?:ingo)?": 6,
        },
        months={
            "ene(?:ro)?": 1,
            "feb(?:rero)?": 2,
            "mar(?:zo)?": 3,
            "abr(?:il)?": 4,
            "may(?:o)?": 5,
            "jun(?:io)?": 6,
            "jul(?:io)?": 7,
            "ago(?:sto)?": 8,
            "sept?(?:iembre)?|setiembre|set": 9,
            "oct(?:ubre)?": 10,
            "nov(?:iembre)?": 11,
            "dic(?:iembre)?": 12,
        },
        numbers={
            "una?": 1,
            "dos|un par de": 2,
            "tres": 3,
            "cuatro": 4,
            "cinco": 5,
            "seis": 6,
            "siete": 7,
            "ocho": 8,
            "diez": 10,
            "quince": 15,
        },
        units={"d[íi]as?": "d", "semanas?|sem": "w", "mes(?:es)?": "m"},
        spans="eo[wmqyd]|semana|finde|mes|trimestre|año|hoy|tarde|noche|d[íi]a",
        today="hoy(?: mismo)?|esta mañana|esta tarde|esta noche|fin(?:al)? del d[íi]a|eod",
        tomorrow="(?<!por la )(?<!de la )(?<!esta )mañana",
        overmorrow="pasado mañana",
        next_before="pr[óo]ximo",
        this_before="este|esta",
        next_after="pr[óo]ximo|que viene|siguiente",
        next_week="(?:de )?la (?:pr[óo]xima semana|semana (?:que viene|pr[óo]xima))",
        of="de",
        the="el|la|los",
        ordinal="º|o",
        nth=r"(?:el )?d[íi]a\s+(?:3[01]|[12]\d|[1-9])|(?:el\s+|(?<=\bdel ))(?:3[01]|[12]\d|[1-9])",
        end_of="(?:a )?(?:el )?(?:final|fin|finales)(?: de| del)?",
        middle_of="mediados de|mitad de",
        quarter="[qt]",
        ends={
            r"eow|(?:el )?fin(?:al|es)? de (?:esta |la )?semana|esta semana|finde": "week",
            r"(?:(?:el )?fin(?:al|es)? de )?(?:la )?(?:pr[óo]xima semana|semana (?:que viene|pr[óo]xima))": "next week",
            r"eom|(?:el )?fin(?:al|es)? de(?:l| este)? mes|este mes|cierre de mes": "month",
            r"(?:(?:el )?fin(?:al|es)? del? )?(?:el )?(?:pr[óo]ximo mes|mes (?:que viene|pr[óo]ximo))": "next month",
            r"eoq|(?:el )?fin(?:al|es)? de(?:l| este)? trimestre|este trimestre|cierre de(?:l)? trimestre": "quarter",
            r"(?:(?:el )?fin(?:al|es)? de(?:l)? )?(?:el )?(?:pr[óo]ximo trimestre|trimestre que viene)": "next quarter",
            r"eoy|(?:el )?fin(?:al|es)? de(?:l| este)? año|cierre de año": "year",
        },
        within="en|dentro de|en un plazo de",
        from_now="desde (?:hoy|ahora)|a partir de hoy",
        iso_week="semana",
        by="para|antes de(?:l)?|a más tardar|como muy tarde|hasta|vence(?: el)?:?|fecha(?: l[íi]mite)?:"
        "|l[íi]mite:?|plazo:?"
        "|deadline:?|no más tarde de(?:l)?|por|due:?|by",
        on="el|este|esta|en",
        never="desde|de|del|después de(?:l)?|tras|cada|todos los|pasado|entre|y|era|q|t|ayer|último|los",
        then="a|con|para|sobre|por|y|o|si|como|al|en|v[íi]a|temprano|sin|de",
        hour=r"(?:a las? )(?:[01]?\d|2[0-3])(?::[0-5]\d)?(?:\s?h)?|(?:[01]?\d|2[0-3]):[0-5]\d(?:\s?h)?"
        r"|(?:[01]?\d|2[0-3])\s?h"
        r"|(?:a |al )?mediod[íi]a|por la (?:mañana|tarde|noche)|como (?:muy tarde|máximo)"
        r"|a (?:más tardar|primera hora|última hora)",
        weak="mar|dom",
    ),
    SpeechWords(
        shall="va a|debe|tiene que|se encarga de|se compromete a|se ocupa de|deber[áa]|puede|ha de|queda en|a|to",
        does=r"(?!es\b|está\b|ha\b|la\b|le\b|se\b|de\b|dice\b|cree\b|que\b|me\b|una\b|piensa\b|para\b|sobre\b)(?:(?:le|les|me|nos|se|lo|la)\s+)?[a-zñáéíóú]{2,}(?:a|e|á|é|ó)"
        r"|ha\s+[a-zñáéíóú]{2,}(?:o)",
        mine="yo|voy a|tengo que|me encargo de|me ocupo de|me comprometo a|debo|puedo|quedo en",
        both="ambos|los dos|nosotros|entre (?:los )?dos|todos|juntos|las dos|ambas",
        somebody="alguien|hay que|qui[ée]n|uno de los dos",
        join="y|e|&|/|\\+|,|con",
        owner="responsable|quién|quien|encargad[oa]|owner|resp\\.?|a cargo de",
        aside="con|a|para|de|por|y|sobre|pedir a|cc|v[íi]a|al|del|sin|según|ver",
        action="acci[óo]n(?:es)?|tareas?|pendientes?|por hacer|to[- ]?do|pr[óo]xim[oa]s? pasos?|seguimiento"
        "|compromisos?"
        "|acuerdos?|acordado",
        customer=r"cerrar(?! el plan| la fecha)|firma|firmar|firmen|ganar|convencer"
        r"|conseguir (?:el |la |su )?(?:pedido|firma|sí|aprobación|contrato|visto bueno)",
        no=r"no(?: gracias)?|todav[íi]a no|a[úu]n no|(?:ahora|esta semana) no|nada|ninguna?",
        yes=r"s[íi]|vale|de acuerdo|claro|ok",
        late="con retraso|atrasad[oa]|vencid[oa]|retrasad[oa]",
        carried="del|de|desde",
        done=frozenset(
            {"hecho", "hecha", "terminado", "terminada", "completado", "listo", "ok", "sí", "cerrado", "enviado"}
        ),
        dropped=frozenset({"cancelado", "cancelada", "descartado", "anulado", "ya no aplica", "no aplica", "n a"}),
        open=frozenset({"abierto", "abierta", "en curso", "pendiente", "en marcha", "no", "sin empezar", "en proceso"}),
        first=frozenset(),
        begins=r"[a-zñáéíóú]{2,}(?:ar|er|ir|ír)(?:(?:se|te|me)?(?:les?|los?|las?))?(?:se|nos)?",
    ),
)

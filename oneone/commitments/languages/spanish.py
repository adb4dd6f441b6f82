"""Spanish."""

from __future__ import annotations

from oneone.commitments.languages.words import DateWords, Language, SpeechWords

_WEEK = r"sem(?:ana)?\.?"
_NEXT = r"pr[óo]x(?:im[oa])?\.?"  # "la próx. sem."

_CLITIC = "(?:(?:nos|me|te|le|les|lo|la|los|las|se|os)\\s+){0,2}"
_DO = (
    "mandar|enviar|firmar|dar|responder|contestar|confirmar|decidir|pagar|avisar|llamar|devolver|entregar|pedir|aprobar"
    "|validar|decir|revisar|pasar|traer|hacer|preparar|compartir|volver|presentar|elegir|escribir|organizar|facilitar"
    "|ver"
    "|comprar|autorizar|comentar|ayudar|reenviar|informar"
)
_DOES = (
    "manda|mandará|mandan|envía|envia|enviará|envían|firma|firmará|firman|da|dará|dan|responde|responderá|contesta"
    "|contestará|confirma|confirmará|decide|decidirá|paga|pagará|pagan|avisa|avisará|llama|llamará|devuelve|devolverá"
    "|entrega|entregará|pide|pedirá|aprueba|aprobará|valida|validará|dice|dirá|revisa|revisará|pasa|pasará|trae|traerá"
    "|hace|hará|prepara|preparará|comparte|compartirá|vuelve|volverá|presenta|presentará|elige|escribe|escribirá"
    "|organiza"
    "|facilita|autoriza|compra|reenvía|informa|informará|se encarga|se ocupa|responden|contestan|confirman|deciden"
    "|avisan|llaman|devuelven|entregan|aprueban|revisan|pasan|traen|hacen|vuelven|enviarán|mandarán|firmarán|pagarán"
)

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
        units={"d[íi]as?": "d", r"semanas?|sem\.?": "w", "mes(?:es)?": "m"},
        spans="eo[wmqyd]|semana|finde|mes|trimestre|año|hoy|tarde|noche|d[íi]a",
        today="hoy(?: mismo)?|esta mañana|esta tarde|esta noche|fin(?:al)? del d[íi]a|eod",
        tomorrow="(?<!por la )(?<!de la )(?<!esta )mañana|mñna|mñn",
        overmorrow="pasado mañana",
        next_before=_NEXT,
        this_before="este|esta",
        next_after=rf"{_NEXT}|(?:que|q) viene|siguiente",
        next_week=rf"(?:de )?la (?:{_NEXT} {_WEEK}|{_WEEK} (?:(?:que|q) viene|entrante|{_NEXT}))",
        of="de",
        the="el|la|los",
        ordinal="º|o",
        nth=r"(?:el )?d[íi]a\s+(?:3[01]|[12]\d|[1-9])|(?:el\s+|(?<=\bdel ))(?:3[01]|[12]\d|[1-9])",
        end_of="(?:a )?(?:el )?(?:final|fin|finales)(?: de| del)?",
        middle_of="mediados de|mitad de",
        quarter="[qt]",
        ends={
            rf"eow|(?:el )?fin(?:al|es)? (?:de )?(?:esta |la )?{_WEEK}|esta {_WEEK}|finde": "week",
            rf"(?:(?:el )?fin(?:al|es)? de )?(?:la )?(?:{_NEXT} {_WEEK}|{_WEEK} (?:(?:que|q) viene|entrante|{_NEXT}))"
            "": "next week",
            r"eom|(?:el )?fin(?:al|es)? de(?:l| este)? mes|este mes|cierre de mes": "month",
            r"(?:(?:el )?fin(?:al|es)? del? )?(?:el )?(?:pr[óo]x(?:imo)?\.? mes|mes (?:que viene"
            r"|pr[óo]ximo))": "next month",
            r"eoq|(?:el )?fin(?:al|es)? de(?:l| este)? trimestre|este trimestre|cierre de(?:l)? trimestre": "quarter",
            r"(?:(?:el )?fin(?:al|es)? de(?:l)? )?(?:el )?(?:pr[óo]ximo trimestre|trimestre que viene)": "next quarter",
            r"eoy|(?:el )?fin(?:al|es)? de(?:l| este)? año|cierre de año": "year",
        },
        within="en|dentro de|en un plazo de",
        from_now="desde (?:hoy|ahora)|a partir de hoy",
        iso_week="semana",
        by=r"para|p/|antes de(?:l)?|a (?:más|mas|\+) tardar|como muy tarde|hasta|vence(?: el)?:?|fecha(?: l[íi]mite)?:"
        "|l[íi]mite:?|plazo:?"
        "|deadline:?|no más tarde de(?:l)?|por|due:?|by",
        on="el|este|esta|en|a principios de|a mediados de",
        either="o|ó|u|y|a|al",
        between="entre(?: el)?",
        anew="ahora|nueva (?:fecha|entrega)|(?:movid|aplazad|retrasad|cambiad|pasad|reprogramad|postergad|corrid)[oa]s?"
        "(?: (?:a|al|para|hasta))|pospuest[oa]s?(?: (?:a|al|para|hasta))?|mejor",
        meets=r"(?:en|durante)\s+(?:la|el|esta)\s+(?:llamada|reunión|reunion|demo|comité|sesión|visita|call|junta)"
        r"(?:\s+[\w-]+){0,2}?\s+(?P<of>del?\s+)",
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
        does=r"(?:(?:le|les|me|te|nos|se|lo|la)\s+){0,2}(?!es\b|está\b|ha\b|la\b|le\b|se\b|de\b|dice\b|cree\b|que\b"
        r"|me\b|te\b"
        r"|una\b|piensa\b|para\b|sobre\b|sabe\b|era\b)[a-zñáéíóú]{2,}(?:a|e|á|é|ó)"
        r"|ha\s+[a-zñáéíóú]{2,}(?:o)",
        mine="yo|voy a|tengo que|me encargo de|me ocupo de|me comprometo a|debo|puedo|quedo en",
        filler="pues|entonces|y|luego|bueno|vale|ok|también|además|así que|por favor",
        idle="es|está|era|ha|había|y|o|u|dice|cree|piensa|con|de|del|la|el|los|las|que|no|quiere|sabe|siente|en|por"
        "|para|sobre|ya"
        "|fuera|enferm[oa]|se siente|estaba|tiene|muy|necesita|le gusta|sin",
        you="tú|tienes que|puedes|podrías|usted|ustedes",
        others=rf"{_CLITIC}(?:{_DOES}|(?:va|van) a {_CLITIC}(?:{_DO})|(?:debe|deben|debería|tienen? que|puede|pueden"
        rf"|quiere"
        r"|quieren|podría|prometió|ha prometido|espera)\s+"
        rf"{_CLITIC}(?:{_DO})(?:nos|me|le|les|lo|la)?|(?:qued[óa]|quedaron|ha quedado|se comprometió"
        rf"|se compromete) (?:en|a)\s+\w+)(?!\w)",
        they=r"ell[oa]s?|él|(?:(?:el|la|los|las|sus?|nuestr[oa])\s+)(?:clientes?|clienta|comprador(?:a|es)?|jurídico"
        r"|abogad[oa]s?"
        r"|dirección|director(?:a)?|gerente|jef[ea]|socio|partner|legal|finanzas|compras|cfo|ceo|cio|departamento)"
        r"|compras|legal|finanzas|marketing|preventa",
        article="el|la|los|las|nuestr[oa]|su",
        title="sr|sra|don|doña|dr|dra|ing|lic",
        of="de|del|en",
        refused=r"(?:[^.;]{0,80}\s)?no\s+(?:(?:lo|la|los|las|nos|le|les)\s+)?(?!olvid|pod|sab|ten)\w+mos\b"
        r"|(?:[^.;]{0,80}\s)?(?:lo|la|los|las) (?:dejamos|descartamos|aparcamos)\b|descartamos\b|dejamos\b|nada de\s"
        r"|no hace falta\b"
        r"|no merece la pena\b|no vale la pena\b",
        parked=r"(?:descartad|aparcad|cancelad|anulad|pospuest|aplazad|suspendid|archivad|congelad)[oa]s?"
        r"(?=\s*(?:$|[.,;!)]|hasta\b|por ahora\b|de momento\b|para\b|a\b))|(?:en pausa|en espera|fuera de la mesa"
        r"|en stand-?by)"
        r"(?=\s*(?:$|[.,;!)]|hasta\b|por\b|de momento\b))",
        chat=r"(?:muy\s+)?(?:buena|gran|excelente)\s+(?:sesión|sesion|reunión|reunion|charla|conversación)\b"
        r"|misma hora\b|gracias\b"
        r"|nos vemos\b|hasta (?:la próxima|luego|la semana que viene)\s*[!.]*$|buen (?:trabajo|finde|fin de semana)\b"
        r"|suerte\b"
        r"|ánimo\b|enhorabuena\b|felicidades\b|próxim[ao] (?:1:1|reunión|sesión)\b",
        both="ambos|los dos|nosotros|entre (?:los )?dos|todos|juntos|las dos|ambas",
        somebody="alguien|hay que|qui[ée]n|uno de los dos",
        join="y|e|&|/|\\+|,|con|o|ó|u",
        owner="responsable|quién|quien|encargad[oa]|owner|resp\\.?|a cargo de",
        aside="con|a|para|de|por|y|sobre|pedir a|cc|v[íi]a|al|del|sin|según|ver",
        action="acci[óo]n(?:es)?|tareas?|pendientes?|por hacer|to[- ]?do|pr[óo]xim[oa]s? pasos?|seguimiento"
        "|compromisos?"
        "|acuerdos?|acordado",
        customer=r"cerrar(?! el plan| la fecha)|firma|firmar|firmen|ganar|convencer"
        r"|conseguir (?:el |la |su )?(?:pedido|firma|sí|aprobación|contrato|visto bueno)",
        no=r"no(?: gracias)?|todav[íi]a no|a[úu]n no|(?:ahora|hoy|esta semana|este mes|por ahora) no"
        r"|no (?:ahora|hoy|por ahora|esta semana|este mes|(?:hasta|antes de) .{1,30})|nada|ninguna?",
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

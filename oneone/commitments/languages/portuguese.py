"""Portuguese, of Portugal and Brazil."""

from __future__ import annotations

from oneone.commitments.languages.words import DateWords, Language, SpeechWords

PORTUGUESE = Language(
    DateWords(
        weekdays={
            "seg(?:unda)?(?:[- ]feira)?|2[ªa](?:[- ]feira)?": 0,
            "ter(?:ça)?(?:[- ]feira)?|terca(?:[- ]feira)?|3[ªa](?:[- ]feira)?": 1,
            "qua(?:rta)?(?:[- ]feira)?|4[ªa](?:[- ]feira)?": 2,
            "qui(?:nta)?(?:[- ]feira)?|5[ªa](?:[- ]feira)?": 3,
            "sex(?:ta)?(?:[- ]feira)?|6[ªa](?:[- ]feira)?": 4,
            "s[áa]b(?:ado)?": 5,
            "dom(?:ingo)?": 6,
        },
        months={
            "jan(?:eiro)?": 1,
            "fev(?:ereiro)?": 2,
            "mar(?:ço)?": 3,
            "abr(?:il)?": 4,
            "mai(?:o)?": 5,
            "jun(?:ho)?": 6,
            "jul(?:ho)?": 7,
            "ago(?:sto)?": 8,
            "set(?:embro)?": 9,
            "out(?:ubro)?": 10,
            "nov(?:embro)?": 11,
            "dez(?:embro)?": 12,
        },
        numbers={
            "uma?": 1,
            "dois|duas": 2,
            "três|tres": 3,
            "quatro": 4,
            "cinco": 5,
            "seis": 6,
            "sete": 7,
            "oito": 8,
            "dez": 10,
            "quinze": 15,
        },
        units={"dias?": "d", "semanas?|sem": "w", "m[êe]s(?:es)?": "m"},
        spans="eo[wmqyd]|semana|m[êe]s|trimestre|ano|hoje|dia|tarde|manhã",
        today="hoje(?: à tarde| de manhã)?|esta tarde|esta manhã|fim do dia|final do dia|eod|hoje à noite",
        tomorrow="amanh[ãa]",
        overmorrow="depois de amanh[ãa]",
        next_before="pr[óo]xim[oa]",
        this_before="n?est[ea]",
        next_after="que vem|da semana que vem|da pr[óo]xima semana|pr[óo]xim[oa]|seguinte",
        next_week="(?:d?n?a )?(?:pr[óo]xima semana|semana que vem)",
        of="de",
        the="o|a|as|os",
        ordinal="º|o",
        nth=r"(?:o )?dia\s+(?:3[01]|[12]\d|[1-9])",
        end_of="(?:o )?(?:fim|final|finais)(?: de| do)?",
        middle_of="meados de|meio de",
        quarter="[qt]",
        ends={
            r"eow|(?:o )?(?:fim|final) d(?:a|esta|essa) semana|n?est[ae] semana|(?:o )?fim de semana": "week",
            r"(?:(?:o )?(?:fim|final) da )?(?:n?a )?(?:pr[óo]xima semana|semana que vem)": "next week",
            r"eom|(?:o )?(?:fim|final) d(?:o|este|esse|e) m[êe]s|n?este m[êe]s|fechamento do m[êe]s"
            r"|fecho do m[êe]s": "month",
            r"(?:(?:o )?(?:fim|final) do )?(?:n?o )?(?:pr[óo]ximo m[êe]s|m[êe]s que vem)": "next month",
            r"eoq|(?:o )?(?:fim|final) d(?:o|este|esse|e) trimestre|n?este trimestre"
            r"|fechamento do trimestre": "quarter",
            r"(?:(?:o )?(?:fim|final) do )?(?:n?o )?(?:pr[óo]ximo trimestre|trimestre que vem)": "next quarter",
            r"eoy|(?:o )?(?:fim|final) d(?:o|este|e) ano": "year",
        },
        within="em|dentro de|daqui a|no prazo de",
        from_now="a partir de (?:hoje|agora)",
        iso_week="semana",
        by="at[ée](?: (?:ao?|à|às|no))?|antes d[oae]|para|no m[áa]ximo(?: at[ée])?|prazo:?|vence(?: em)?:?"
        "|data(?: limite)?:|deadline:?"
        "|o mais tardar|o mais tardar at[ée]|due:?|by|limite:?",
        on="n[ao]|em|d?este|esta|nesta|neste",
        never="desde|de|d[ao]|depois d[eoa]|ap[óo]s|cada|tod[ao]s? [ao]s?|toda|passad[ao]|[úu]ltim[ao]|entre|e"
        "|era|foi|q|t|ontem",
        then="a|com|para|sobre|por|e|ou|se|ao|em|via|cedo|às|no|na|de",
        hour=r"(?:às )(?:[01]?\d|2[0-3])(?:[:h][0-5]\d)?h?|(?:[01]?\d|2[0-3])(?:h[0-5]\d|h|:[0-5]\d)"
        r"|(?:ao )?meio[- ]dia"
        r"|(?:de |pela |à )?(?:manhã|tarde|noite)|no m[áa]ximo|sem falta",
        weak="ter|sex|dom|seg|set",
    ),
    SpeechWords(
        shall="vai|deve|tem de|tem que|fica de|fica com|compromete-se a|se compromete a|encarrega-se de|trata de"
        "|ir[áa]|pode|a|to",
        does=r"(?!é\b|está\b|e\b|ou\b|que\b|de\b|disse\b|acha\b|diz\b|uma\b|na\b|da\b|para\b|sobre\b)(?:(?:lhe|me|se|nos)\s+)?[a-zçáéíóúâêôãõ]{2,}(?:a|e|á|ou|eu|iu|az|õe)",
        mine=r"eu vou(?=\s+\w+r\b)|eu|vou(?=\s+\w+r\b)"
        r"|tenho de|tenho que|fico de|devo|posso|trato de|me comprometo a|comprometo-me a",
        both="ambos|os dois|n[óo]s(?: dois)?|as duas|todos|juntos|ambas|a gente",
        somebody="algu[ée]m|[ée] preciso|quem|um de n[óo]s",
        join="e|&|/|\\+|,|com",
        owner="respons[áa]vel|quem|dono|owner|resp\\.?|a cargo de",
        aside="com|a|ao|à|para|pra|de|do|da|por|e|sobre|pedir ao?|cc|via|sem|ver",
        action="a[çc](?:ão|ões|ao|oes)|tarefas?|pend[êe]ncias?|a fazer|por fazer|to[- ]?do|pr[óo]xim[oa]s? passos?"
        "|compromissos?|acordado|combinado|seguimento",
        customer=r"fechar(?! o plano| a data)|assinatura|assinar|ganhar|convencer"
        r"|conseguir (?:o |a )?(?:pedido|assinatura|sim|aprovação|contrato)"
        r"|obter (?:o |a )?(?:pedido|assinatura|aprovação)",
        no=r"n[ãa]o(?: obrigad[oa])?|ainda n[ãa]o|(?:agora|esta semana) n[ãa]o|nada|nenhuma?",
        yes=r"sim|claro|ok|combinado",
        late="atrasad[oa]|em atraso|vencid[oa]",
        carried="d[eo]|desde",
        done=frozenset(
            {"feito", "feita", "concluído", "concluída", "pronto", "ok", "sim", "fechado", "enviado", "terminado"}
        ),
        dropped=frozenset({"cancelado", "cancelada", "descartado", "anulado", "não se aplica", "sem efeito", "n a"}),
        open=frozenset({"aberto", "aberta", "em andamento", "em curso", "pendente", "não", "por iniciar", "a fazer"}),
        first=frozenset(),
        begins=r"[a-zçáéíóúâêôãõ]{2,}(?:ar|er|ir|or|ôr)(?:-(?:lhes?|se|nos|l?os?|l?as?))?",
    ),
)

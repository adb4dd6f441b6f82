"""Portuguese, of Portugal and Brazil."""

from __future__ import annotations

from oneone.commitments.languages.words import DateWords, Language, SpeechWords

_WEEK = r"sem(?:ana)?\.?"
_NEXT = r"pr[óo]x(?:im[oa])?\.?"  # "na próx. sem."

_CLITIC = "(?:(?:nos|me|te|lhe|lhes|se|o|a)\\s+)?"
_DO = (
    "mandar|enviar|assinar|dar|responder|confirmar|decidir|pagar|avisar|ligar|devolver|entregar|pedir|aprovar|validar"
    "|dizer"
    "|rever|revisar|passar|trazer|fazer|preparar|partilhar|compartilhar|voltar|retornar|apresentar|escolher|escrever"
    "|ver"
    "|organizar|comprar|autorizar|ajudar|reenviar|informar|encaminhar|analisar"
)
_DOES = (
    "manda|mandará|mandam|envia|enviará|enviam|assina|assinará|assinam|dá|dará|dão|responde|responderá|confirma"
    "|confirmará"
    "|decide|decidirá|paga|pagará|pagam|avisa|avisará|liga|ligará|devolve|devolverá|entrega|entregará|pede|aprova"
    "|aprovará"
    "|valida|diz|dirá|revê|revisa|revisará|passa|passará|traz|trará|faz|fará|prepara|preparará|partilha|compartilha"
    "|volta"
    "|voltará|retorna|retornará|apresenta|escolhe|escreve|organiza|compra|autoriza|ajuda|reenvia|informa|encaminha"
    "|analisa"
    "|respondem|confirmam|decidem|avisam|ligam|devolvem|entregam|aprovam|revisam|passam|trazem|fazem|voltam|retornam"
)

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
        units={"dias?": "d", r"semanas?|sem\.?": "w", "m[êe]s(?:es)?": "m"},
        spans="eo[wmqyd]|semana|fds|m[êe]s|trimestre|ano|hoje|hj|dia|tarde|manhã",
        today="hj|hoje(?: à tarde| de manhã)?|esta tarde|esta manhã|fim do dia|final do dia|eod|hoje à noite",
        tomorrow="amanh[ãa]|amnh",
        overmorrow="(?:depois|dps) de (?:amanh[ãa]|amnh)",
        next_before=_NEXT,
        this_before="n?est[ea]",
        next_after=rf"(?:que|q) vem|da {_WEEK} (?:que|q) vem|da {_NEXT} {_WEEK}|{_NEXT}|seguinte",
        next_week=rf"(?:d?n?a )?(?:{_NEXT} {_WEEK}|{_WEEK} (?:(?:que|q) vem|{_NEXT}))",
        of="de",
        the="o|a|as|os",
        ordinal="º|o",
        nth=r"(?:o )?dia\s+(?:3[01]|[12]\d|[1-9])",
        end_of="(?:o )?(?:fim|final|finais)(?: de| do)?",
        middle_of="meados de|meio de",
        quarter="[qt]",
        ends={
            rf"eow|(?:o )?(?:fim|final) d(?:a|esta|essa) {_WEEK}|n?e[st]s?[ae] {_WEEK}|(?:o )?fim de semana"
            rf"|fds": "week",
            rf"(?:(?:o )?(?:fim|final) da )?(?:n?a )?(?:{_NEXT} {_WEEK}|{_WEEK} (?:(?:que|q) vem"
            rf"|{_NEXT}))": "next week",
            r"eom|(?:o )?(?:fim|final) d(?:o|este|esse|e) m[êe]s|n?este m[êe]s|fechamento do m[êe]s"
            r"|fecho do m[êe]s": "month",
            r"(?:(?:o )?(?:fim|final) do )?(?:n?o )?(?:pr[óo]x(?:imo)?\.? m[êe]s|m[êe]s que vem)": "next month",
            r"eoq|(?:o )?(?:fim|final) d(?:o|este|esse|e) trimestre|n?este trimestre"
            r"|fechamento do trimestre": "quarter",
            r"(?:(?:o )?(?:fim|final) do )?(?:n?o )?(?:pr[óo]ximo trimestre|trimestre que vem)": "next quarter",
            r"eoy|(?:o )?(?:fim|final) d(?:o|este|e) ano": "year",
        },
        within="em|dentro de|daqui a|no prazo de",
        from_now="a partir de (?:hoje|agora)",
        iso_week="semana",
        by="at[ée](?: (?:ao?|à|às|no))?|antes d[oae]|para|pra|p/|no m[áa]ximo(?: at[ée])?|prazo:?|vence(?: em)?:?"
        "|data(?: limite)?:|deadline:?"
        "|o mais tardar|o mais tardar at[ée]|due:?|by|limite:?",
        on="n[ao]|em|d?este|esta|nesta|neste|no início d[ao]",
        either="ou|e|a|à",
        between="entre",
        anew="agora|nova data|novo prazo|(?:adiad|mudad|movid|passad|transferid|remarcad|reagendad|postergad)[oa]s?"
        "(?: (?:para|p/|pra|ao|à|a|at[ée]))|fica para|ficou para",
        meets=r"(?:na|no|durante a|durante o)\s+(?:reunião|reuniao|chamada|call|demo|comit[êe]|sessão|visita|ligação)"
        r"(?:\s+[\w-]+){0,2}?\s+(?P<of>d[eo]\s+)",
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
        does=r"(?:(?:lhes?|me|te|se|nos)\s+)?(?!é\b|está\b|e\b|ou\b|que\b|de\b|disse\b|acha\b|diz\b|uma\b|na\b|da\b"
        r"|para\b"
        r"|sobre\b|sabe\b|era\b)[a-zçáéíóúâêôãõ]{2,}(?:a|e|á|ou|eu|iu|az|õe)",
        mine=r"eu vou(?=\s+\w+r\b)|eu|vou(?=\s+\w+r\b)"
        r"|tenho de|tenho que|fico de|devo|posso|trato de|me comprometo a|comprometo-me a",
        filler="então|entao|e|depois|bom|ok|tá|também|aí|daí|por favor",
        idle="é|está|era|estava|tem|tinha|e|ou|diz|disse|acha|pensa|com|de|do|da|que|não|quer|sabe|em|no|na|por|para"
        "|sobre|fora|já"
        "|precisa|doente|sem|gosta|sente",
        you="você|voce|vc|tu|podes",
        others=rf"{_CLITIC}(?:{_DOES}|(?:vai|vão|deve|devem|deveria|t[eê]m de|t[eê]m que|pode|podem|quer|querem"
        rf"|precisa(?:m)?(?: de)?"
        rf"|prometeu)\s+{_CLITIC}(?:{_DO})|(?:ficou|fica|ficaram|ficam|comprometeu-se|se comprometeu) (?:de|a"
        rf"|em)\s+\w+)(?!\w)",
        they=r"el[ae]s?|(?:(?:[oa]s?|seus?|suas?|nosso|nossa)\s+)(?:clientes?|comprador(?:a|es)?|jurídico"
        r"|advogad[oa]s?|direção|diretoria"
        r"|diretor(?:a)?|gerente|chefe|sócio|parceiro|financeiro|compras|cfo|ceo|cio|departamento)|compras|jurídico"
        r"|marketing",
        article="o|a|os|as|nosso|nossa",
        title="sr|sra|dr|dra|dona|seu|eng",
        of="de|do|da|dos|das|na|no",
        refused=r"(?:[^.;]{0,80}\s)?n[ãa]o\s+(?:(?:o|a|os|as|nos|lhe)\s+)?(?!esque|pod|sab|t[ei]|tem)\w+mos\b"
        r"|(?:[^.;]{0,80}\s)?a gente n[ãa]o (?:vai|faz)\b|desistimos\b|deixamos\b|nada de\s|n[ãa]o vale a pena\b"
        r"|n[ãa]o vai rolar\b"
        r"|(?:[^.;]{0,80},\s*)?(?:esquece|deixa(?:mos)? (?:cair|pra lá|para lá|de lado))\b",
        parked=r"(?:descartad|cancelad|adiad|parad|suspens|engavetad|congelad|arquivad)[oa]s?"
        r"(?=\s*(?:$|[.,;!)]|até\b|por agora\b|por enquanto\b|para\b))|(?:em pausa|em espera|fora de questão"
        r"|em stand-?by)"
        r"(?=\s*(?:$|[.,;!)]|até\b|por\b))",
        chat=r"(?:muito\s+)?(?:boa|ótima|excelente)\s+(?:sessão|reunião|conversa)\b|bom (?:trabalho|papo"
        r"|fim de semana|fds)\b"
        r"|mesm[oa] (?:hora|horário)\b|obrigad[oa]\b|valeu\b|até (?:à próxima|a próxima|breve|logo"
        r"|para a semana)\s*[!.]*$"
        r"|boa sorte\b|parabéns\b|próxim[ao] (?:1:1|reunião|sessão)\b",
        both="ambos|os dois|n[óo]s(?: dois)?|as duas|todos|juntos|ambas|a gente",
        somebody="algu[ée]m|[ée] preciso|quem|um de n[óo]s",
        join="e|&|/|\\+|,|com|ou",
        owner="respons[áa]vel|quem|dono|owner|resp\\.?|a cargo de",
        aside="com|a|ao|à|para|pra|de|do|da|por|e|sobre|pedir ao?|cc|via|sem|ver",
        action="a[çc](?:ão|ões|ao|oes)|tarefas?|pend[êe]ncias?|a fazer|por fazer|to[- ]?do|pr[óo]xim[oa]s? passos?"
        "|compromissos?|acordado|combinado|seguimento",
        customer=r"fechar(?! o plano| a data)|assinatura|assinar|ganhar|convencer"
        r"|conseguir (?:o |a )?(?:pedido|assinatura|sim|aprovação|contrato)"
        r"|obter (?:o |a )?(?:pedido|assinatura|aprovação)",
        no=r"n[ãa]o(?: obrigad[oa])?|ainda n[ãa]o|(?:agora|hoje|esta semana|este mês|por agora) n[ãa]o"
        r"|n[ãa]o (?:agora|hoje|esta semana|este mês|(?:antes de|até) .{1,30})|nada|nenhuma?",
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

"""Words that pages are read by, in every language at once: people head their lists in the language they like."""

from __future__ import annotations

import re


def _listed(*lines: str) -> frozenset[str]:
    return frozenset(word.strip() for line in lines for word in line.split(","))


LISTS = _listed(
    "action, actions, action item, action items, action points, agreed, agreed actions, agreed today, commitments",
    "follow up, follow ups, next steps, next step, our actions, our next steps, promises, tasks, to do, to dos, todo",
    "todos, who does what, who what when, actions agreed, what we agreed, until next time, for next time",
    "aktion, aktionen, maßnahmen, massnahmen, aufgaben, nächste schritte, zusagen, vereinbart, heute vereinbart",
    "vereinbarungen, wer macht was, wer was wann, offene punkte, to dos bis nächste woche, bis zum nächsten mal",
    "à faire, a faire, tâches, taches, prochaines étapes, prochaine étape, engagements, convenu, convenu aujourd hui",
    "qui fait quoi, points d action, plan d action, suivi, d ici la prochaine fois, suites à donner",
    "acciones, tareas, próximos pasos, proximos pasos, siguientes pasos, pendientes, compromisos, acordado",
    "acordado hoy, por hacer, quién hace qué, acuerdos",
    "ações, acoes, tarefas, próximos passos, proximos passos, pendências, pendencias, compromissos, combinado",
    "combinados, a fazer, quem faz o quê, acordado hoje",
    "azioni, azione, compiti, da fare, attività, prossimi passi, prossime azioni, impegni, concordato, chi fa cosa",
    "accordi, cose da fare",
    "acties, actiepunten, actielijst, taken, te doen, volgende stappen, afspraken, afgesproken, wie doet wat",
    "vandaag afgesproken",
)
"""Headings over what people agreed, and headers of a table's column of actions."""

WHAT = LISTS | _listed(
    "what, commitment, promise, task, item, activity, was, aufgabe, maßnahme, massnahme, aktivität, thema, punkt",
    "quoi, action à mener, tâche, tache, sujet, qué, que, acción, accion, tarea, compromiso, tema",
    "o quê, o que, ação, acao, tarefa, compromisso, cosa, compito, impegno, wat, actie, taak, actiepunt, afspraak",
)
"""Headers of the column that says what is to be done, beside who or when."""

WHO = _listed(
    "owner, who, by whom, responsible, assignee, assigned to, wer, verantwortlich, zuständig, verantwortliche",
    "qui, responsable, porteur, pilote, quién, quien, encargado, quem, responsável, responsavel, dono, chi",
    "responsabile, incaricato, wie, eigenaar, verantwoordelijk, verantwoordelijke, actiehouder, resp, name, nom",
)
WHEN = _listed(
    "due, due date, when, by when, deadline, date, status, done, state, bis, bis wann, wann, termin, frist, datum",
    "fällig, stand, erledigt, quand",
    "pour quand, échéance, echeance, délai, statut, état, fait, cuándo, cuando, para cuándo",
    "fecha, fecha límite, plazo, vence, estado, hecho, quando, até quando, prazo, data, data limite, situação, feito",
    "entro, entro quando, scadenza, stato, fatto, wanneer, voor wanneer, gereed, klaar, einddatum",
)
"""Headers of the columns beside it."""

ANYBODY = _listed(
    "both, all, we, us, both of us, tbd, tbc, open, team, beide, alle, wir, offen, nous, tous, les deux, nous deux",
    "ambos, los dos, nosotros, todos, ambas, os dois, nós, entrambi, noi, tutti, beiden, wij, allebei",
)
"""What a row's owner may be called without being a third person."""

_BEFORE = "for|from|by|von|für|bei|de|d|du|pour|para|por|da|di|del|per|van|voor"
_NOUNS = (
    "actions?|items?|notes?|points?|promises?|to-?dos?|tasks?|commitments?|aufgaben|aktionen|zusagen|punkte|notizen"
    "|maßnahmen|tâches|engagements|acciones|tareas|compromisos|notas|ações|tarefas|compromissos|azioni|compiti|impegni"
    "|note|acties|actiepunten|taken|afspraken|notities"
)
LABEL = re.compile(rf"^\W*(?:(?:{_NOUNS})\s+)?(?:(?:{_BEFORE})\W+)?|\s+(?:{_NOUNS})\W*$")
"""What stands around a name in a label: "From Lee", "Lee's actions", "Actions de Lee"."""

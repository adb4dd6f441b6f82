"""Which imported figure is a goal: by its name, in the words of exports in English, German, French and Spanish."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from oneone.model import Span

# All patterns meet names in small letters without accents and signs. German joins its words: "Monatsumsatz".
_WON = re.compile(
    r"\b(?:won|wins?|book(?:ed|ings?)|closed|revenue|sales|quota|order intake|"
    r"\w*umsatz\w*|\w*auftragseingang\w*|\w*erlose?|\w*verkauf\w*|gewonnen|abschluss\w*|abgeschlossen|"
    r"chiffre d affaires|ca(?= (?:.* )?(?:mois|mensuel|trimestr|anne|annuel|t[1-4]))|ventes|gagne\w*|"
    r"prises? de commandes?|ventas|ganad[oa]s?|ingresos|facturacion)\b"
)
# A name with one of these is of something else. Rather no goal than a wrong one: the page then says how one is named.
_NOT_WON = (
    r"(?:not|non|nicht|no) (?:won|closed|booked)|pipeline|funnel|opportunit\w*|leads?|forecast\w*|project\w+|"
    r"predict\w+|expected|weighted|open|los[st]|losses|cancel\w*|churn\w*|refund\w*|gap|remaining|left|to go|"
    r"missing|needed|\w*chancen?|\w*prognose\w*|\w*vorschau|vorhersage|hochrechnung|erwartet\w*|gewichtet\w*|\w*poten[tz]i[ae]l\w*|"
    r"\w*wahrscheinlich\w*|offen\w*|verloren\w*|\w*verluste?|\w*ausfall|storn\w*|\w*lucke|rest|restlich\w*|fehlend\w*|"
    r"previsions?|previsionn\w*|prevue?s?|attendue?s?|pondere\w*|ouverte?s?|perdue?s?|pertes?|annule\w*|manquant\w*|"
    r"ecart|oportunidad\w*|previsiones|previst[oa]s?|pronostic\w*|esperad[oa]s?|ponderad[oa]s?|abiert[oa]s?|"
    r"perdid[oa]s?|cancelad[oa]s?|restantes?|pendientes?|brecha"
)
_ANOTHER_TIME = (
    r"last|previous|prior|past|ago|next|py|ly|yoy|mom|qoq|trailing|rolling|growth|half|h[12]|semester|week\w*|daily|"
    r"letzt\w*|vorig\w*|vor(?:jahr|monat|quartal)\w*|vergangen\w*|nachst\w*|kommend\w*|\w*wachstum\w*|halbjahr\w*|"
    r"\w*woche\w*|derni\w+|precedent\w*|passee?s?|prochain\w*|n 1|croissance|semestre|semaine\w*|hebdo\w*|"
    r"ultim[oa]s?|pasad[oa]s?|anterior(?:es)?|proxim[oa]s?|crecimiento|semanal\w*|semanas?"
)
_NO_SUM = (
    r"average|avg|mean|median|per|rate|ratio|share|percent\w*|team\w*|company|region\w*|"
    r"\w*durchschnitt\w*|schnitt|mittelwert|mittlere\w*|pro|\w*quote|\w*rate|\w*anteil\w*|firma|"
    r"moyen\w*|par|taux|part|equipe|promedio\w*|medi[oa]s?|por|tasa|porcentaje|equipo"
)
_COST = (
    r"expens\w*|costs?|spend\w*|discount\w*|margins?|profit\w*|commissions?|tax\w*|"
    r"\w*kosten|\w*ausgaben|aufwand|aufwendungen|rabatt\w*|\w*marge|provision\w*|\w*steuer\w*|"
    r"depenses?|frais|couts?|charges?|remises?|marges?|gastos?|costes?|costos?|descuentos?|margen|margenes|"
    r"comision\w*|impuestos?"
)
_ELSE = re.compile(rf"\b(?:{_NOT_WON}|{_ANOTHER_TIME}|{_NO_SUM}|{_COST})\b")
_SPANS: Mapping[Span, re.Pattern[str]] = {
    # French "mes ventes" are my sales; a Spanish "mes" stands before no plural.
    "month": re.compile(r"\b(?:month|monthly|mtd|monat\w*|mois|mensuel\w*|mes(?! \w+s\b)|mensual\w*)\b"),
    "quarter": re.compile(r"\b(?:quarter|quarterly|qtd|quartal\w*|trimestre|trimestriel\w*|trimestral\w*)\b"),
    "year": re.compile(r"\b(?:year|yearly|annual|ytd|fytd|jahr\w*|annee|an|annuel\w*|ano|anual\w*)\b"),
}
_MONTHS = (
    "jan|january|januar|janvier|enero|ene", "feb|february|februar|fevrier|febrero", "mar|march|marz|mars|marzo",
    "apr|april|avril|abril|abr", "may|mai|mayo", "jun|june|juni|juin|junio", "jul|july|juli|juillet|julio",
    "aug|august|aout|agosto|ago", "sep|sept|september|septembre|septiembre", "oct|october|okt|oktober|octobre|octubre",
    "nov|november|novembre|noviembre", "dec|december|dez|dezember|decembre|diciembre|dic",
)  # fmt: skip
_MONTH = tuple(re.compile(rf"\b(?:{names})\b") for names in _MONTHS)
_QUARTER = re.compile(r"\bq([1-4])\b|\b([1-4])q(?:\d\d)?\b|\b(?:quarter|quartal|trimestre) ([1-4])\b")
_T_QUARTER = re.compile(r"\bt([1-4])\b|\b([1-4])t\b")  # French and Spanish; elsewhere T1 may be anything
_SAYS_T = re.compile(r"\b(?:ca|chiffre|ventes|gagne\w*|commandes?|ventas|ganad[oa]s?|ingresos|facturacion)\b")
_YEAR = re.compile(r"\b(?:fy|gj) ?(?:20)?(\d\d)\b|\b20(\d\d)\b")


@lru_cache(maxsize=512)  # a page asks it of each figure, several times
def goal_span(metric: str, day: date, first_month: int = 1) -> Span | None:
    """The span whose goal a figure of this name is, in the business year of `day`; None for every other figure.

    The name speaks of winning and of a month, quarter or year, and of nothing else: "Sales pipeline this quarter" and
    "Revenue last year" are no goals. A named month, quarter or year ("Bookings Q4", "Revenue FY26") is one in its time.
    """
    name = _plain(metric)
    if not _WON.search(name) or _ELSE.search(name):
        return None
    months = {number for number, words in enumerate(_MONTH, 1) if words.search(name)}
    matches = [*_QUARTER.finditer(name), *(_T_QUARTER.finditer(name) if _SAYS_T.search(name) else ())]
    quarters = {int(number) for match in matches for number in match.groups() if number}
    years = {int(number) for match in _YEAR.finditer(name) for number in match.groups() if number}
    begun = day.year - (day.month < first_month)
    within = {begun % 100, (begun + (first_month > 1)) % 100}
    if months - {day.month} or quarters - {(day.month - first_month) % 12 // 3 + 1} or years - within:
        return None  # of another time
    for span, words in _SPANS.items():
        if words.search(name):
            return span
    return "month" if months else "quarter" if quarters else "year" if years else None


def year_named(metric: str) -> int | None:
    """The year that a name such as "Revenue FY26" says, 0 to 99; None without one."""
    found = _YEAR.search(_plain(metric))
    return int(found[1] or found[2]) if found else None


def _plain(metric: str) -> str:
    """`Chiffre d'affaires – T4` as `chiffre d affaires t4`."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", metric.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", bare).strip()

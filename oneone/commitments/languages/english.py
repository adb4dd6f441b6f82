"""English."""

from __future__ import annotations

from dataclasses import replace

from oneone.commitments.languages.words import DateWords, Language, SpeechWords, listed

_DATES = DateWords(
    weekdays={
        "mon(?:day)?": 0,
        "tue(?:s|sday)?": 1,
        "wed(?:s|nesday)?": 2,
        "thu(?:r|rs|rsday)?": 3,
        "fri(?:day)?": 4,
        "sat(?:urday)?": 5,
        "sun(?:day)?": 6,
    },
    months={
        "jan(?:uary)?": 1,
        "feb(?:ruary)?": 2,
        "mar(?:ch)?": 3,
        "apr(?:il)?": 4,
        "may": 5,
        "june?": 6,
        "july?": 7,
        "aug(?:ust)?": 8,
        "sept?(?:ember)?": 9,
        "oct(?:ober)?": 10,
        "nov(?:ember)?": 11,
        "dec(?:ember)?": 12,
    },
    numbers={
        "an?|one": 1,
        "two|a couple of|a couple": 2,
        "three": 3,
        "four": 4,
        "five": 5,
        "six": 6,
        "seven": 7,
        "eight": 8,
        "nine": 9,
        "ten": 10,
    },
    units={"days?": "d", "w(?:ee)?ks?": "w", "months?|mths?": "m", "fortnight": "f"},
    spans="w(?:ee)?k|month|quarter|qtr|year|eo[wmqyd]|cob|day|business|play|tonight|morning|afternoon|evening",
    today="today|tonight|this (?:morning|afternoon|evening)|eod|cob|end of (?:the )?day|close of (?:business|play)",
    tomorrow="tomorrow|tmrw|tmr|tomorow|tommorow|tommorrow",
    overmorrow="(?:the )?day after tomorrow",
    next_before="next|following",
    this_before="this coming|this|coming",
    next_after="after next",
    next_week="(?:of )?next (?:week|wk)",
    of="of",
    the="the",
    ordinal="st|nd|rd|th",
    nth=r"the\s+(?:3[01]|[12]\d|[1-9])(?:st|nd|rd|th)",
    end_of="(?:the )?end[- ]of|end",
    middle_of="(?:the )?middle of|mid[- ]?",
    quarter="q",
    ends={
        r"eow|(?:(?:the )?end(?:[- ]of)?\s+)?this (?:week|wk)|(?:the )?end(?:[- ]of)?\s+(?:the )?(?:week|wk)"
        "|week[- ]end": "week",
        r"(?:(?:the )?end(?:[- ]of)?\s+)?(?:next|following) (?:week|wk)": "next week",
        r"eom|(?:(?:the )?end(?:[- ]of)?\s+)?this month|(?:the )?end(?:[- ]of)?\s+(?:the )?month|month[- ]end": "month",
        r"(?:(?:the )?end(?:[- ]of)?\s+)?(?:next|following) month": "next month",
        r"eoq|(?:(?:the )?end(?:[- ]of)?\s+)?this (?:quarter|qtr)|(?:the )?end(?:[- ]of)?\s+(?:the )?(?:quarter|qtr)"
        "|(?:quarter|qtr)[- ]end": "quarter",
        r"(?:(?:the )?end(?:[- ]of)?\s+)?(?:next|following) (?:quarter|qtr)": "next quarter",
        r"eoy|(?:the )?end(?:[- ]of)?\s+(?:the |this )?year|year[- ]end": "year",
        r"(?:the )?end(?:[- ]of)?\s+next year": "next year",
    },
    within="in|within",
    from_now="from (?:now|today)",
    iso_week="(?:cw|calendar week)",
    by="by|due(?: (?:by|on|date|in))?:?|before|no later than|not later than|latest(?: by)?|deadline:?|eta:?"
    "|on or before|by or before",
    on="on|for|at",
    never="since|until|till|from|last|past|of|after|to|was|were|every|each|as of|starting|than|and|between|q",
    then="to|with|about|at|so|then|or|if|via|latest|for|in|and|please|pls|at the latest|early|late",
    hour=r"(?:at )?(?:[01]?\d|2[0-3])(?::[0-5]\d)?\s?(?:am|pm)|am|pm|(?:at )?(?:[01]?\d|2[0-3]):[0-5]\d"
    r"|(?:at )?noon|midday"
    r"|morning|lunch(?:time)?|afternoon|evening|night|eod|cob|end of day|close of business|(?:at (?:the )?)?latest",
    shy="sat|sun|wed|mon|mar|may",
)

_SPEECH = SpeechWords(
    shall="to|will|shall|must|should|needs to|has to|have to|is going to|is to|agrees to|agreed to|promises to"
    "|promised to|commits to|committed to|gonna|can",
    does=r"(?!is\b|was\b|does\b|says\b|thinks\b|wants\b|feels\b|asked\b|needed\b|agreed\b|mentioned\b|his\b|as\b)(?:[a-z]{2,}(?:s|ed)|sent|got|made|took|gave|met|set|put|wrote|brought|told)",
    mine="i['’]ll|i will|i['’]m going to|i am going to|i need to|i have to|i must|i should|i promised? to|i can"
    "|i['’]m gonna|i want to|let me|ill",
    both="both(?: of us)?|we|us both|all",
    somebody="someone|somebody|anyone|who(?:ever)?|tbd",
    join="and|&|/|\\+|,|with",
    owner="owner|who|by whom|owned by|responsible|assigned to|resp\\.?",
    aside="with|to|for|from|of|by|and|about|ask|cc|via|tell|help|remind|see|on|after|before|like|than|let|meet"
    "|chase|ping",
    action="actions?(?:[ -](?:item|point)s?)?|to[- ]?do|next steps?|follow[- ]?ups?|tasks?|agreed|commitment",
    customer=r"close(?! (?:plan|dates?|out|the loop|the gap|ups?)\b)|win(?! plan| room)"
    r"|sign(?! up| off| in)(?:ed|ing)?|signatures?|land(?! in)"
    r"|get (?:the |an? |their )?(?:order|po|contract|yes|approval|go-ahead|sign-off|commitment|deal)"
    r"|book (?:the )?(?:order|revenue)|convince|commit(?:s|ted)? to (?:buy|sign)",
    no=r"no(?:pe)?(?: thanks?)?|not (?:now|yet|this (?:week|month|time))|none|n/a|nothing|-",
    yes=r"yes|yep|yeah|ok(?:ay)?|sure|will do",
    late="late|overdue",
    carried="from",
    done=frozenset({"done", "complete", "completed", "closed", "finished", "yes", "ok", "sent"}),
    dropped=frozenset({"dropped", "cancelled", "canceled", "obsolete", "n a", "not needed", "no longer needed"}),
    open=frozenset({"open", "in progress", "ongoing", "started", "not started", "pending", "wip", "no", "tbd", "tbc"}),
    first=listed(
        "add agree align arrange ask assign book build bring call chase check clarify clean close collect complete "
        "confirm contact coordinate create debrief decide define deliver discuss document draft email escalate "
        "fill finalise finalize find finish fix follow forward get give go help identify introduce intro invite "
        "join learn list look mail make map meet message move onboard organise organize pair phone ping plan "
        "practise practice prep prepare present propose provide push put qualify raise reach read record register "
        "remind reply report request research resolve review revise rewrite run schedule send set share show sign "
        "start submit talk tell test think track train try update validate verify visit walk work write"
    ),
)

ENGLISH = Language(_DATES, _SPEECH)
AMERICAN = Language(replace(_DATES, month_first=True), _SPEECH)

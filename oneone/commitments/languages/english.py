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
    spans="w(?:ee)?k|month|mth|quarter|qtr|year|yr|eo[wmqydb]|eowk|cob|cop|day|business|play|tonight|tonite|morning"
    "|afternoon|evening",
    today="today|2day|tonight|tonite|2nite|this (?:morning|afternoon|evening)|eo[db]|co[bp]|end of (?:the )?day"
    "|close of (?:business|play)",
    tomorrow="tomorrow|tmrw|tmr|tmw|tmrow|2morrow|2moro|2mrw|tomorow|tommorow|tommorrow",
    overmorrow="(?:the )?day after tomorrow",
    next_before="next|nxt|nx|following",
    this_before="this coming|this|coming",
    next_after="after next",
    next_week="(?:of )?(?:next|nxt|nx) (?:week|wk)",
    of="of",
    the="the",
    ordinal="st|nd|rd|th",
    nth=r"the\s+(?:(?:3[01]|[12]\d|[1-9])(?:st|nd|rd|th)?(?:\s?[-–/]\s?|\s+or\s+)(?:the\s+)?)?"
    r"(?:3[01]|[12]\d|[1-9])(?:st|nd|rd|th)",
    end_of="(?:the )?end[- ]of|end",
    middle_of="(?:the )?middle of|mid[- ]?",
    quarter="q",
    ends={
        r"eow|eowk|(?:(?:the )?end(?:[- ]of)?\s+)?this (?:week|wk)|(?:the )?end(?:[- ]of)?\s+(?:the )?(?:week|wk)"
        "|week[- ]end": "week",
        r"(?:(?:the )?end(?:[- ]of)?\s+)?(?:next|nxt|nx|following) (?:week|wk)": "next week",
        r"eom|(?:(?:the )?end(?:[- ]of)?\s+)?this (?:month|mth)|(?:the )?end(?:[- ]of)?\s+(?:the )?(?:month|mth)"
        "|month[- ]end": "month",
        r"(?:(?:the )?end(?:[- ]of)?\s+)?(?:next|nxt|following) (?:month|mth)": "next month",
        r"eoq|(?:(?:the )?end(?:[- ]of)?\s+)?this (?:quarter|qtr)|(?:the )?end(?:[- ]of)?\s+(?:the )?(?:quarter|qtr)"
        "|(?:quarter|qtr)[- ]end": "quarter",
        r"(?:(?:the )?end(?:[- ]of)?\s+)?(?:next|nxt|following) (?:quarter|qtr)": "next quarter",
        r"eoy|(?:the )?end(?:[- ]of)?\s+(?:the |this )?year|year[- ]end": "year",
        r"(?:the )?end(?:[- ]of)?\s+next year": "next year",
    },
    within="in|within",
    from_now="from (?:now|today)",
    iso_week=r"(?:cw|calendar week|(?:week|wk)\.?(?=\s?[1-5]\d(?!\d)))",  # "week 2" is that of a project
    by="by|b4|bfr|befor|due(?: (?:by|on|date|in))?:?|before|no later than|not later than|latest(?: by)?|deadline:?"
    "|eta:?"
    "|on or before|by or before",
    on="on|for|at|early|first thing|1st thing|sometime",
    either="or|to|and|thru|through|till|until",
    between="between",
    anew=r"now|new (?:date|deadline|due date)|(?:moved|pushed|postponed|shifted|slipped|delayed|changed|rescheduled"
    r"|extended|bumped)(?: (?:out|back|on))? (?:to|until|till)|make (?:it|that)|rather",
    meets=r"(?:at|during|in)\s+the\s+|\b(?:present|show|raise|discuss|announce|mention|demo|pitch|share|bring)\b"
    r".{0,80}\son\s+the\s+",
    meeting="call|meeting|review|qbr|stand-?up|sync|demo|session|workshop|visit|dinner|lunch|kick-?off|board|forum",
    never="since|until|till|from|last|past|of|after|to|was|were|every|each|as of|starting|than|and|between|q",
    then="to|with|about|at|so|then|or|if|via|latest|for|in|and|please|pls|at the latest|early|late",
    hour=r"(?:at )?(?:[01]?\d|2[0-3])(?::[0-5]\d)?\s?(?:am|pm)|am|pm|(?:at )?(?:[01]?\d|2[0-3]):[0-5]\d"
    r"|(?:at )?noon|midday"
    r"|morning|lunch(?:time)?|afternoon|evening|night|eo[db]|co[bp]|end of day|close of business"
    r"|(?:at (?:the )?)?latest",
    shy="sat|sun|wed|mon|mar|may",
)

# What third persons do for the two; only what a firm or person does, never what becomes of a thing ("goes out").
_DO = (
    "send|resend|sign|countersign|give|get back|come back|revert|confirm|decide|pay|tell|let (?:us|me|you|them) know"
    "|deliver"
    "|approve|review|return|reply|answer|respond|check|share|provide|order|call|ring|raise|issue|release|take|make"
    "|bring"
    "|ask|pick|choose|write|mail|email|ping|forward|submit|prepare|draft|update|introduce|intro|book|schedule|arrange"
    "|organise|organize|present|join|look|speak|talk|meet|do|fix|handle|cover|help|set up|sort|chase|announce|look into"
)
# "Contoso to send the PO", but not "deck to send by Fri", which leaves open who does it.
_TO = (
    rf"to\s+(?:(?:{_DO})(?=\s+(?!(?:by|to|on|before|b4|for|with|w/|after|next|this|at|in|asap|tomorrow|today|tmrw|out|over)\b)"
    r"[^\W\d])|(?:get|come) back|let (?:us|me) know)"
)
_DOES = (
    "sends|resends|signs|countersigns|gives|gets back|comes back|reverts|confirms|decides|pays|tells|lets (?:us"
    "|me) know"
    "|delivers|approves|brings|provides|asks|chooses|writes|submits|prepares|introduces|handles|announces|replies"
    "|responds"
    "|goes (?:to|through)|joins|is sending|is signing|is getting back|is coming back|is checking|is preparing"
    "|is reviewing"
    "|is paying|is writing|are sending|are signing|are checking|are preparing|are reviewing"
    "|(?:calls|rings|orders|checks|reviews|returns|shares|releases|issues|answers|takes|makes|picks|emails|mails|pings"
    "|forwards|drafts|updates|books|schedules|looks|speaks|talks|meets|does|fixes|sorts|organises|organizes|arranges)"
    r"\s+(?:us|me|you|the|a|an|our|your|their|his|her|its|it|him|them|all|back|off|into)"
    r"|(?:looks (?:at|into)|speaks (?:to|with)|talks (?:to|with)|meets with)"
)

_SPEECH = SpeechWords(
    shall="to|will|shall|must|should|needs to|has to|have to|is going to|is to|agrees to|agreed to|promises to"
    "|promised to|commits to|committed to|gonna|can",
    does=r"(?!is\b|was\b|does\b|says\b|thinks\b|wants\b|feels\b|asked\b|needed\b|agreed\b|mentioned\b|his\b"
    r"|as\b)(?:[a-z]{2,}(?:s|ed)|sent|got|made|took|gave|met|set|put|wrote|brought|told)",
    mine="i['’]ll|i will|i['’]m going to|i am going to|i need to|i have to|i must|i should|i promised? to|i can"
    "|i['’]m gonna|i want to|let me|ill",
    filler="so|ok|okay|and|then|also|well|right|alright|plus|but|please|pls|next",
    idle="is|are|was|were|has|had|isn['’]?t|wasn['’]?t|hasn['’]?t|says|said|thinks|thought|wants|wanted|feels|felt"
    "|knows|knew"
    "|likes|liked|loves|needs|needed|seems|looks|on|off|out|in|at|with|and|or|as|not|who|whose|which|from|for|about"
    "|here|away"
    "|back|sick|ill|happy|sad|busy|stuck|asked|mentioned|agreed|does|did|doesn['’]?t|didn['’]?t|would|could|might|may"
    "|his"
    "|her|their|own|of|the|a|an|to|that",
    you=r"(?:(?:can|could|will|would|pls|please)\s+)?(?:you|u)\b(?:['’]ll)?(?!['’]|\s+(?:know|said|were|are|mentioned"
    r"|asked|had"
    r"|think|thought|did|might|may|have(?! to))\b)(?:\s+(?:to|will|should|can|could|please|pls|need to|have to"
    r"|must)\b)?",
    others=r"(?:(?:will|wont|won['’]t|is going to|are going to|is gonna|should|must|has to|have to|needs? to|wants? to"
    r"|agreed to|promised to|promises to|plans? to|can|may|might|is to|are to|is due to|said (?:he|she|they)(?: will"
    r"|['’]ll))"
    rf"\s+(?:(?!be\b|get\b|have\b)[\w-]+\s+){{0,2}}?(?:{_DO})|['’]ll\s+(?:{_DO})|{_TO}|{_DOES})(?!\w)",
    they=r"they|he|she|(?:(?:the|their|his|her|our|its)\s+)?(?:customers?|clients?|buyers?|prospects?|partners?"
    r"|resellers?"
    r"|procurement|purchasing|legal|finance|accounting|security|marketing|presales|engineering|support|it|hr|cfo|ceo"
    r"|cio"
    r"|cto|ciso|coo|vp|board|lawyers?|counsel|consultants?|champion|sponsor|assistant|pa)"
    r"|(?:their|his|her)\s+[\w-]+(?:\s+[\w-]+)?",
    article="the|a|an|our|their",
    title="mr|mrs|ms|dr|prof",
    of="of|at|from|in",
    refused=r"(?:so\s+|ok(?:ay)?,?\s+)?(?:we(?:['’]re|re|\s+are|\s+will|['’]ll)?\s+(?:not"
    r"|no longer)\s+(?:be\s+)?\w+ing\b"
    r"|we\s+aren['’]?t\s+\w+ing\b"
    r"|we\s+(?:won['’]?t|don['’]?t)\s+(?:be\s+\w+ing|do|go|chase|pursue|attend|join|bother|follow|bid|need)\b"
    r"|we\s+(?:dropped|parked|skipped|skip|drop|decided (?:not|against)|agreed not)\b"
    r"|(?:not|no longer)\s+(?!forgetting)\w+ing\b|no need (?:to|for)\b|skipping\b|forget (?:about|it)\b"
    r"|parking\b(?! (?:for|space|spot|at|permit|in)\b)|decided (?:not to|against)|won['’]?t (?:do|go|be|happen)\b)",
    parked=r"(?:parked|on hold|on ice|off the table|shelved|scrapped|not happening|a no[- ]go|dropped|cancelled"
    r"|canceled"
    r"|postponed|not worth it|not any ?more)(?=\s*(?:$|[.,;!)]|for (?:now|good|the|this)\b|till?\b|until\b|this\b"
    r"|next\b))",
    chat=r"(?:good|great|nice|productive|super|lovely|brilliant)\s+(?:session|chat|talk|meeting|1:1|one-on-one"
    r"|catch[- ]?up"
    r"|discussion|stuff|job|work)\b|same time\b|thanks(?!\s+(?:card|note|mail|e-?mail|gift))\b|thank you\b|thx\b"
    r"|cheers\b"
    r"|see (?:you|u|ya)\b|have a (?:good|great|nice)\b|well done\b|good luck\b|safe travels\b|(?:speak|talk) (?:soon"
    r"|next)\b"
    r"|next (?:1:1|one on one|catch[- ]?up)\b(?!\s+\w+(?:s|ed)\b)",
    both="both(?: of us)?|we|us both|all",
    somebody="someone|somebody|anyone|who(?:ever)?|tbd",
    join="and|&|/|\\+|,|with|or",
    owner="owner|who|by whom|owned by|responsible|assigned to|resp\\.?",
    aside="with|to|for|from|of|by|and|about|ask|cc|via|tell|help|remind|see|on|after|before|like|than|let|meet"
    "|chase|ping",
    action="actions?(?:[ -](?:item|point)s?)?|to[- ]?do|next steps?|follow[- ]?ups?|tasks?|agreed|commitment",
    customer=r"close(?! (?:plan|dates?|out|the loop|the gap|ups?)\b)|win(?! plan| room)"
    r"|sign(?! up| off| in)(?:ed|ing)?|signatures?|land(?! in)"
    r"|get (?:the |an? |their )?(?:order|po|contract|yes|approval|go-ahead|sign-off|commitment|deal)"
    r"|book (?:the )?(?:order|revenue)|convince|commit(?:s|ted)? to (?:buy|sign)",
    no=r"no(?:pe)?(?: thanks?)?|not (?:now|yet|today|this (?:week|month|time|quarter)|(?:before|until|till) .{1,30})"
    r"|none|n/a|nothing|-",
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

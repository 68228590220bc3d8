"""Made-up household surveys: rosters in repeats, who is the head, what is owned, what is eaten."""

from __future__ import annotations

YN = "list_name|name|label\nyn|1|Yes\nyn|2|No\nyn|8|Don't know\n"

FORMS: dict[str, dict[str, str]] = {
    "roster": {
        "survey": """
type|name|label|hint|required|relevant|constraint|constraint_message|calculation|repeat_count|choice_filter
text|cluster|Cluster||yes||regex(.,'^[0-9]{3}$')|Three digits|||
integer|hh_size|How many people live here?||yes||. >= 1 and . <= 30||||
begin_repeat|member|Member|||||||${hh_size}|
calculate|line_no|||||||position(..)||
text|member_name|Name of person ${line_no}||yes||||||
select_one relation|relation|Relation to the head||yes||not(. = '1' and position(..) != 1)|The first is the head|||
select_one sex|sex|Sex of ${member_name}||yes||||||
integer|age|Age of ${member_name} in completed years|98 for 98 and more|yes||. >= 0 and . <= 98||||
select_one marital|marital|Marital status|||${age} >= 12|||||
select_one yn|school|Does ${member_name} go to school?|||${age} >= 5 and ${age} <= 24|||||
select_one level|level|Which level?|||${school} = '1'|||||min_age <= ${age}
calculate|is_woman_15_49|||||||if(${sex} = '2' and ${age} >= 15 and ${age} <= 49, 1, 0)||
calculate|is_under_5|||||||if(${age} < 5, 1, 0)||
end_repeat||||||||||
calculate|women|||||||sum(${is_woman_15_49})||
calculate|children|||||||sum(${is_under_5})||
calculate|head_name|||||||indexed-repeat(${member_name}, ${member}, 1)||
calculate|oldest|||||||max(${age})||
calculate|names|||||||join(', ', ${member_name})||
note|check|${hh_size} people, among them ${women} women and ${children} small children: ${names}||||||||
select_one yn|correct|Is this right?||yes||||||
text|why|What is wrong?||yes|${correct} = 2|||||
""",
        "choices": YN
        + """relation|1|Head
relation|2|Spouse
relation|3|Child
sex|1|Male
sex|2|Female
marital|1|Never married
marital|2|Married
level|1|Primary
level|2|Secondary
""",
    },
    "nested roster": {
        "survey": """
type|name|label|required|relevant|constraint|calculation|repeat_count
integer|n|Households|yes||. > 0 and . < 10||
begin repeat|hh|Household|||||${n}
text|hh_head|Head|yes||||
integer|rooms|Rooms|yes||. > 0||
begin repeat|room|Room|||||${rooms}
decimal|length|Length|yes||. > 0||
decimal|width|Width|yes||. > 0||
calculate|area||||| ${length} * ${width}|
calculate|of_head||||| concat(../../hh_head, ' - ', position(..))|
end repeat|||||||
calculate|hh_area|||||sum(${area})|
calculate|density||||| if(${hh_area} > 0, round(${rooms} div ${hh_area}, 2), 0)|
end repeat|||||||
calculate|all_area|||||sum(${hh_area})|
calculate|hh_count|||||count(${hh})|
""",
    },
    "birth history": {
        "survey": """
type|name|label|required|relevant|constraint|constraint_message|calculation
select_one yn|ever|Have you ever given birth?|yes||||
begin group|sons|Sons||${ever} = '1'|||
integer|sons_home|Sons at home|yes||. >= 0 and . <= 20||
integer|sons_away|Sons elsewhere|yes||. >= 0 and . <= 20||
end group|||||||
begin group|daughters|Daughters||${ever} = '1'|||
integer|girls_home|Daughters at home|yes||. >= 0 and . <= 20||
integer|girls_away|Daughters elsewhere|yes||. >= 0 and . <= 20||
end group|||||||
calculate|births||||||coalesce(${sons_home}, 0) + coalesce(${sons_away}, 0) + coalesce(${girls_home}, 0) + coalesce(${girls_away}, 0)
begin repeat|birth|Birth||${births} > 0|||
text|baby|Name|yes||||
date|born|Born on|yes||. <= today() and . >= date('1960-01-01')|Check the year|
select_one yn|alive|Alive?|yes||||
integer|died_months|Months at death|yes|${alive} = '2'|. >= 0 and . <= (today() - ${born}) div 30|Not after today|
calculate|gap||||||if(position(..) > 1, int((decimal-date-time(${born}) - decimal-date-time(indexed-repeat(${born}, ${birth}, position(..) - 1))) div 30.4), '')
end repeat|||||||
calculate|dead||||||count(${birth}[./alive = '2'])
note|mismatch|${births} births were told, and ${birth_count} are listed||${births} != ${birth_count}|||
calculate|birth_count||||||count(${birth})
""",
        "choices": YN,
    },
    "assets": {
        "survey": """
type|name|label|required|calculation|relevant|constraint
select_multiple assets|assets|Which of these does your household own?|yes|||not(selected(., '96') and count-selected(.) > 1)
integer|radios|How many radios?|yes||selected(${assets}, 'radio')|. > 0
integer|cows|How many cows?|yes||selected(${assets}, 'cow') or selected(${assets}, 'ox')|
calculate|wealth|||checklist(0, 5, selected(${assets}, 'radio'), selected(${assets}, 'bike'))||
calculate|weight|||weighted-checklist(-1, 3, selected(${assets}, 'radio'), 1, selected(${assets}, 'cow'), 2)||
select_multiple assets|sold|Which did you sell?||||
calculate|kept|||count-selected(${assets}) - count-selected(${sold})||
""",
        "choices": "list_name|name|label\nassets|radio|Radio\nassets|bike|Bicycle\nassets|cow|Cow\nassets|ox|Ox\nassets|96|None of these",
    },
    "food security": {
        "survey": """
type|name|label|appearance|required|constraint|calculation|relevant
begin_group|fcs|In the last 7 days, on how many days did you eat …|field-list||||
integer|cereal|Cereals||yes|. >= 0 and . <= 7||
integer|pulses|Pulses||yes|. >= 0 and . <= 7||
integer|meat|Meat||yes|. >= 0 and . <= 7||
integer|milk|Milk||yes|. >= 0 and . <= 7||
end_group|||||||
calculate|fcs_score|||||(${cereal} * 2) + (${pulses} * 3) + (${meat} * 4) + (${milk} * 4)|
calculate|fcs_class|||||if(${fcs_score}<=21,'poor',if(${fcs_score}<=35,'borderline','acceptable'))|
select_one yn|worried|Were you worried?||yes|||${fcs_class} != 'acceptable'
select_one often|worried_often|How often?||yes|||${worried} = 1
""",
        "choices": YN + "often|1|Rarely\noften|2|Sometimes\noften|3|Often\n",
    },
    "sampling": {
        "survey": """
type|name|label|calculation|relevant|required
calculate|draw||once(random())||
calculate|arm||if(${draw} < 0.5, 'a', 'b')||
note|arm_a|Read version A||${arm} = 'a'|
note|arm_b|Read version B||${arm} = 'b'|
select_one r|rating|Your rating|||yes
calculate|hh_id||concat('HH', substr(uuid(), 0, 8))||
calculate|hashed||digest(${hh_id}, 'SHA-256')||
""",
        "choices": "list_name|name|label\nr|1|Bad\nr|2|Good",
    },
    "replacement household": {
        "survey": """
type|name|label|required|relevant|constraint|appearance|default|read_only
text|interviewer|Interviewer|yes|||||
date|date|Date|yes||||today()|true
select_one outcome|outcome|Result of the visit|yes||||done|
select_one reason|reason|Why not?|yes|${outcome} != 'done' and ${outcome} != ''||minimal||
text|reason_other|Which other reason?|yes|${reason} = 'other'||||
time|again|When may we come again?|no|${outcome} = 'later'|||15:00:00|
integer|attempt|Attempt|yes||. >= 1 and . <= 3||1|
""",
        "choices": """
list_name|name|label
outcome|done|Done
outcome|later|Come again
outcome|refused|Refused
reason|away|Nobody there
reason|other|Other
""",
    },
    "expenditure": {
        "survey": """
type|name|label|calculation|required|constraint|appearance|relevant
begin_group|week|Last week|||||
decimal|bread|Bread||yes|. >= 0|thousands-sep|
decimal|milk|Milk||yes|. >= 0|thousands-sep|
end_group|||||||
begin_group|month|Last month|||||
decimal|rent|Rent||yes|. >= 0||
decimal|school|School||yes|. >= 0||
end_group|||||||
calculate|weekly||${bread} + ${milk}||||
calculate|monthly||${rent} + ${school} + (${weekly} * 52 div 12)||||
calculate|share||if(${monthly} = 0, 0, round(${weekly} * 52 div 12 div ${monthly} * 100, 1))||||
note|odd|More than everything?|||||${share} > 100
calculate|log_monthly||if(${monthly} > 0, log10(${monthly}), '')||||
""",
    },
    "land and plots": {
        "survey": """
type|name|label|calculation|required|relevant|choice_filter
integer|plots|How many plots?||yes||
begin_repeat|plot|Plot|||${plots} > 0|
text|plot_name|Name||yes||
decimal|hectares|Hectares||yes||
select_multiple crop|crops|Crops||yes||
begin_repeat|harvest|Harvest||||
select_one crop|h_crop|Crop||yes||selected(${crops}, name)
decimal|kg|Kilograms||yes||
end_repeat||||||
calculate|plot_kg||sum(${kg})|||
calculate|yield||${plot_kg} div ${hectares}|||
end_repeat||||||
calculate|best||max(${yield})|||
calculate|total_ha||sum(${hectares})|||
""",
        "choices": "list_name|name|label\ncrop|maize|Maize\ncrop|beans|Beans\ncrop|other|Other",
    },
    "migration": {
        "survey": """
type|name|label|required|relevant|calculation|constraint
select_one yn|moved|Has anyone moved away since ${since}?|yes|||
calculate|since||||format-date(date('2025-03-01'), '%e %b %Y')|
begin_repeat|migrant|Migrant||${moved} = '1'||
text|m_name|Name|yes|||
integer|m_year|Year of leaving|yes||| . >= 1990 and . <= format-date(today(), '%Y')
select_one why|m_why|Why?|yes|||
text|m_why_other|Which?|yes|selected(${m_why}, 'other')||
end_repeat||||||
calculate|m_count||||count-non-empty(${m_name})|
calculate|for_work||||count(${migrant}[m_why = 'work'])|
""",
        "choices": YN + "why|work|Work\nwhy|study|Study\nwhy|other|Other\n",
    },
    "language minimal": {
        "survey": """
type|name|label::English|label::Español|hint::Español|required_message::English|required_message::Español|required
text|name|Your name|Su nombre|Nombre completo|Please answer|Responda por favor|yes
select_one sn|well|Are you well?|¿Está bien?||||
""",
        "choices": "list_name|name|label::English|label::Español\nsn|s|Yes|Sí\nsn|n|No|No",
        "settings": "form_title|default_language\nEncuesta inventada|Español",
    },
    "poverty score": {
        "survey": """
type|name|label|calculation
select_one a|q1|How many children?|
select_one a|q2|Which fuel?|
calculate|s1||if(${q1} = 'x', 0, if(${q1} = 'y', 7, 15))
calculate|s2||number(coalesce(substring-after(${q2}, '_'), '0'))
calculate|score||sum(${s1}) + ${s2}
calculate|sqrt||sqrt(abs(${score})) + pi() + exp(0) + sin(0) + atan2(1, 1)
calculate|text||concat(string(${score}), translate('abc', 'b', 'd'), normalize-space(' a  b '))
calculate|ok||if(boolean(${score}) and true() and not(false()), ends-with('made up', 'up'), starts-with('a', 'b'))
""",
        "choices": "list_name|name|label\na|x|X\na|y|Y\na|z_3|Z",
    },
}

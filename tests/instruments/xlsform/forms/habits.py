"""Made-up forms with the habits of real authors: odd spacing, old names, paths, and everything that is allowed."""

from __future__ import annotations

YN = "list_name|name|label\nyn|yes|Yes\nyn|no|No\n"

FORMS: dict[str, dict[str, str]] = {
    "spacing in expressions": {
        "survey": """
type|name|label|relevant|constraint|calculation
select_one yn|a|A|||
integer|b|B|${a}='yes'|.>=0 and .<=100|
integer|c|C|(${a}='yes')and(${b}>5)|(.>0)and(. <5)|
integer|d|D|${a} = "yes"↵  or ${b} != ''|.=${b} or .=99|
calculate|e|||| ( ${b}+${c} )*100
calculate|f||||${b}   div   2
calculate|g||||-${b} + -1 - - 2
calculate|h||||.5 + 5. + 0.25
note|n|${e} and ${f}|not(${a}='no') and not( selected( ${a} , 'no' ) )||
""",
        "choices": YN,
    },
    "paths": {
        "survey": """
type|name|label|relevant|constraint|calculation
text|top|Top|||
begin_group|hh|Household|||
integer|rooms|Rooms||. > 0|
date|from|From|||
date|to|To||. >= ../from|
calculate|twice||||../rooms * 2
note|many|Many rooms|../rooms > 5||
end_group||||
begin_repeat|member|Member|||
text|m_name|Name|||
integer|m_age|Age|||
calculate|of||||count(../../member)
calculate|first||||../../member[1]/m_name
calculate|is_last||||if(position(..) = count(/data/member), 'yes', 'no')
calculate|elder||||count(../../member[m_age > current()/../m_age])
end_repeat||||
calculate|adults||||count(/data/member[m_age >= 18])
calculate|ages||||sum(/data/member/m_age)
calculate|named||||count(${member}[m_name != ''])
note|last|${adults} grown up|/data/hh/rooms > 0 and ${top} != ''||
""",
    },
    "patterns": {
        "survey": r"""
type|name|label|constraint|constraint_message
text|name|Name|regex(., '^[A-Za-z \-]{2,50}$')|
text|phone|Phone|regex(.,'^(0¦\+44)\d{9,10}$')|Digits only
text|mail|E-mail|regex(., '^[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}$')|
text|month|Month|regex(., "^\d{4}-(0[1-9]¦1[0-2])$")|
text|post|Postcode|regex(., '([A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2})')|
text|words|Words|regex(., '^\w+( \w+)*$') and string-length(.) <= 20|
text|either|Either|regex(., 'a¦b¦c') or . = ''|
text|letters|Letters|regex(., '[^0-9]*')|
""",
    },
    "defaults": {
        "survey": """
type|name|label|default|read_only|appearance
text|place|Place|Dar es Salaam||
text|none|None|N/A||
text|hyphen|Hyphen|semi-detached||
date|day|Day|2026-03-01||
date|today_|Today|today()|yes|
dateTime|now_|Now|now()||
integer|minus|Minus|-1||
decimal|half|Half|0.5||
select_one yn|yes|Yes?|yes||
select_multiple yn|both|Both?|yes no||minimal
text|again|Again|${place}||
text|joined|Joined|concat(${place}, ', ', ${none})||
geopoint|where|Where|51.5 -0.1 0 0||
time|when|When|09:30:00.000||
""",
        "choices": YN,
    },
    "dates": {
        "survey": """
type|name|label|constraint|calculation|appearance
date|dob|Born|. <= today() and . > date('1900-01-01')||
calculate|age|||int((today() - ${dob}) div 365.25)|
calculate|age2|||floor((decimal-date-time(today()) - decimal-date-time(${dob})) div 365.25)|
calculate|year|||format-date(${dob}, '%Y')|
calculate|shown|||format-date(${dob}, '%e %b %Y')|
calculate|due|||date(decimal-date-time(${dob}) + 280)|
date|month|. >= ${dob}|||month-year
dateTime|at|At|. <= now()||
calculate|hours|||round((decimal-date-time(now()) - decimal-date-time(${at})) * 24, 1)|
calculate|clock|||format-date-time(${at}, '%H:%M:%S')|
calculate|early|||if(decimal-time(format-date-time(${at}, '%H:%M')) < 0.5, 1, 0)|
calculate|kept|||once(now())|
""".replace("date|month|. >= ${dob}|||month-year", "date|month|Month|. >= ${dob}||month-year"),
    },
    "choices looked up": {
        "survey": """
type|name|label|calculation|choice_filter|relevant
select_one crop|crop|Crop||||
select_multiple crop|others|Others||name != ${crop}|
calculate|label|| jr:choice-name(${crop}, '${crop}')||
calculate|second||jr:choice-name(selected-at(${others}, 1), '${others}')||
calculate|price||instance('crop')/root/item[name = ${crop}]/price||
calculate|dear||count(instance('crop')/root/item[price > 5])||
calculate|list||join(', ', instance('crop')/root/item/label)||
note|n|${label} costs ${price}||| ${price} != '' and selected(${others}, ${crop}) = false()
""".replace("select_one crop|crop|Crop||||", "select_one crop|crop|Crop|||").replace(
            "calculate|label|| jr", "calculate|label||jr"
        ),
        "choices": "list_name|name|label|price\ncrop|maize|Maize|3\ncrop|beans|Beans|7",
    },
    "repeats looked into": {
        "survey": """
type|name|label|calculation|repeat_count|relevant
integer|n|How many?|||
begin_repeat|child|Child||${n}|${n} > 0
text|c_name|Name|||
begin_repeat|toy|Toy|||
text|t_name|Toy of ${c_name}|||
integer|t_price|Price|||
end_repeat|||||
calculate|toys||count(${toy})||
calculate|c_total||sum(${t_price})||
calculate|before||if(position(..) > 1, indexed-repeat(${c_name}, ${child}, position(..) - 1), '')||
end_repeat|||||
calculate|all_toys||sum(${toys})||
calculate|one||indexed-repeat(${t_name}, ${child}, 1, ${toy}, 2)||
calculate|dearest||max(${t_price})||
calculate|cheapest||min(${t_price})||
begin_repeat|again|Again||count(${child})|
calculate|who||indexed-repeat(${c_name}, ${child}, position(..))||
integer|marks|Marks of ${who}|||
end_repeat|||||
""",
    },
    "counts of repeats": {
        "survey": """
type|name|label|repeat_count
integer|n|N|
begin_repeat|r1|R1|${n}
text|a|A|
end_repeat|||
begin_repeat|r2|R2|${n} + 1
text|b|B|
end_repeat|||
begin_repeat|r3|R3|3
text|c|C|
end_repeat|||
begin_repeat|r4|R4|if(${n} > 2, 2, ${n})
text|d|D|
end_repeat|||
begin_repeat|r5||
text|e|E|
end_repeat|||
""",
    },
    "old words": {
        "survey": """
type|name|caption|relevance|constraining message|constraint|requiredMsg|required|readonly|calculate
string|a|A|||||yes||
int|b|B||Too much|. < 5|Please|TRUE||
select one from yn|c|C|${a} != ''||||No||
select all that apply from yn or specify other|d|D|||||||
add date prompt|e|E|||||||
gps|f|F|||||||
trigger|g|G|||||||
q string|h|H||||||yes|1 + 1
phone number|i|I|||||||
percentage|j|J|||||||
""",
        "choices": "list name|value|caption\nyn|yes|Yes\nyn|no|No\n",
    },
    "entities": {
        "survey": """
type|name|label|save_to|calculation
text|species|Species|species|
geopoint|where|Where|geometry|
integer|height|Height|height|
""",
        "entities": "list_name|label|entity_id|create_if\ntrees|concat(${species}, ' tree')||${height} > 1",
        "settings": "form_title|form_id|version\nTrees (made up)|trees|1",
    },
    "log and background": {
        "survey": """
type|name|label|parameters|trigger
audit|audit||location-priority=balanced location-min-interval=60 location-max-age=120 track-changes=true|
start-geopoint|where_started|||
background-audio|recording|||
text|name|Name||
background-geopoint|where_named|||${name}
phonenumber|phone|||
email|mail|||
username|who|||
simserial|sim|||
""",
    },
    "triggers": {
        "survey": """
type|name|label|calculation|trigger|default
select_one yn|a|A|||
text|b|B|||
dateTime|changed|Changed|now()|${a}|
calculate|count_changes||${count_changes_before} + 1|${a}|
calculate|count_changes_before||1||
text|copied|Copied|${b}|${a}, ${b}|
""",
        "choices": YN,
    },
    "translations with gaps": {
        "survey": """
type|name|label::English (en)|label::Kiswahili (sw)|hint::Kiswahili (sw)|required_message::English (en)|required
text|a|Your name|Jina lako|||yes
text|b|Only in English||||
text|c||Kwa Kiswahili tu|Dokezo||
begin_group|g||Kikundi|||
select_one yn|d|Well?|Vipi?|||
end_group|||||
""",
        "choices": "list_name|name|label::English (en)|label::Kiswahili (sw)\nyn|y|Yes|Ndiyo\nyn|n||Hapana",
        "settings": "form_title|form_id|default_language\nMade up|gaps|English (en)",
    },
    "label and default language": {
        "survey": """
type|name|label|label::Français|hint|media::image|media::image::Français
text|a|Name|Nom|Yours|en.png|fr.png
note|b|Bye|Au revoir|||
""",
    },
    "markup": {
        "survey": """
type|name|label|hint|guidance_hint
note|a|# Heading↵Then **bold** and _italic_|<b>b</b>|[link](https://example.org)
text|b|Is 5 < 6 & 7 > 6? "Yes" or 'no'|100 %|{curly} [square] \\back
note|c|You said: “${b}” (${b})|${b}|
select_one yn|d|<span style="color:red">Red</span>||
""",
        "choices": "list_name|name|label\nyn|y|<b>Yes</b>\nyn|n|No & never",
    },
    "numbers as names": {
        "survey": """
type|name|label|relevant|constraint|calculation
select_one 5pt|q1|Q1|||
select_one 5pt|q2|Q2|${q1} < 3||
select_multiple 5pt|q3|Q3|selected(${q2}, '1') or selected(${q2}, 5)|count-selected(.) < 3|
calculate|sum||||${q1} + ${q2}
calculate|any||||if(${q1} >= 4 or ${q2} = 1, 1, 0)
""",
        "choices": "list_name|name|label\n5pt|1|Low\n5pt|2|2\n5pt|3|3\n5pt|4|4\n5pt|5|High\n5pt|-99|No answer\n5pt|10-20|Between",
    },
    "long list": {
        "survey": "type|name|label|choice_filter|appearance\nselect_one area|area|Area||minimal\n"
        "select_one place|place|Place|area = ${area}|autocomplete",
        "choices": "list_name|name|label|area\n"
        + "".join(f"area|a{a}|Area {a}|\n" for a in range(20))
        + "".join(f"place|p{p}|Place {p}|a{p % 20}\n" for p in range(400)),
    },
    "all functions": {
        "survey": """
type|name|label|calculation
text|a|A|
integer|b|B|
select_multiple yn|m|M|
calculate|c01||concat(${a}, 'x', 1)
calculate|c02||coalesce(${a}, 'none')
calculate|c03||substr(${a}, 0, 2)
calculate|c04||substring-before(${a}, '-')
calculate|c05||substring-after(${a}, '-')
calculate|c06||translate(${a}, 'abc', 'xyz')
calculate|c07||string-length(${a})
calculate|c08||normalize-space(${a})
calculate|c09||contains(${a}, 'b') and starts-with(${a}, 'a') and ends-with(${a}, 'z')
calculate|c10||round(${b} div 3, 2) + int(2.7) + abs(-1) + pow(2, 3) + sqrt(9)
calculate|c11||exp10(2) + log10(100) + log(2.7) + exp(1)
calculate|c12||sin(0) + cos(0) + tan(0) + asin(0) + acos(1) + atan(0) + atan2(0, 1) + pi()
calculate|c13||min(1, ${b}) + max(1, ${b})
calculate|c14||number('3') + number(true())
calculate|c15||boolean-from-string('true')
calculate|c16||count-selected(${m}) + count-non-empty(${a})
calculate|c17||selected-at(${m}, 0)
calculate|c18||digest('a', 'MD5', 'hex')
calculate|c19||if(true(), random(), uuid())
calculate|c20||checklist(1, 2, true(), false()) or weighted-checklist(1, 2, true(), 1)
calculate|c21||not(false()) and boolean(${b})
calculate|c22||base64-decode('YQ==')
calculate|c23||join('-', ${a}, ${b})
calculate|c24||string(${b}) = '1'
calculate|c25||date-time('2026-03-01T10:00:00') > now()
""",
        "choices": YN,
    },
    "randomised": {
        "survey": """
type|name|label|parameters|calculation
calculate|seed|||once(decimal-date-time(now()))
select_one yn|a|A|randomize=true|
select_one yn|b|B|randomize=true, seed=${seed}|
rank yn|c|C|randomize=true;seed=7|
""",
        "choices": YN,
    },
    "fields in a row": {
        "survey": """
type|name|label|appearance
begin_group|page|Page|field-list
text|a|A|w2 numbers
text|b|B|w1 url
integer|c|C|w1 thousands-sep
select_one yn|d|D|w4 columns-2 no-buttons
select_one yn|e|E|image-map
select_one yn|f|F|label
select_one yn|g|G|list-nolabel
date|h|H|year no-calendar
geopoint|i|I|maps hide-input
text|j|J|ex:org.example.app(uuid='x')
barcode|k|K|front
file|l|L|
end_group|||
""",
        "choices": YN,
    },
    "kobo matrix written out": {
        "survey": """
type|name|label|appearance|relevant
begin_group|items|Items|w4|
note|head|Item|w1|
note|head2|Number|w1|
end_group||||
begin_group|row_bed|Bed|w4|
note|bed_label|**Bed**|w1|
integer|bed_n|Number|w1 no-label|
select_one yn|bed_ok|In order?|w2 horizontal-compact|${bed_n} > 0
end_group||||
""",
        "choices": YN,
    },
    "other specify by hand": {
        "survey": """
type|name|label|relevant|required|constraint
select_multiple why|why|Why?||yes|not(selected(., '98') and count-selected(.) > 1) and not(selected(.,'99') and count-selected(.)>1)
text|why_other|Which other reason?|selected(${why}, '96')|yes|string-length(normalize-space(.)) > 2
select_one why|main|Which most?|count-selected(${why}) > 1|yes|selected(${why}, .)
""",
        "choices": "list_name|name|label\nwhy|1|Cost\nwhy|2|Time\nwhy|96|Other\nwhy|98|Don't know\nwhy|99|Refused",
    },
    "consent and stop": {
        "survey": """
type|name|label|relevant|required|appearance
note|info|We ask about your household.|||
select_one yn|consent|May we begin?||yes|quick
note|stop|Thank the person and leave.|${consent} = 'no'||
begin_group|form|The form|${consent} = 'yes'||
text|q1|Question one||yes|
begin_group|inner|Inner|${q1} != 'skip'||
text|q2|Question two||yes|
end_group|||||
end_group|||||
acknowledge|end_ok|I have checked everything|${consent} != ''||
""",
        "choices": YN,
    },
    "version note": {
        "survey": """
type|name|label|calculation|bind::jr:preload|bind::jr:preloadParams|bind::oc:itemgroup
calculate|_version_||'vAbC12'|||
calculate|today_text||string(today())|||
hidden|device|||property|deviceid|
text|a|A||||G1
""",
        "settings": "form_title|form_id|version|style\nMade up|x|vAbC12 (2026-03-01)|pages theme-grid",
    },
}

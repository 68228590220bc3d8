"""Made-up forms of programmes that monitor themselves: what inspectors, clinics and enumerators ask for less often."""

from __future__ import annotations

YN = "list_name|name|label\nyn|yes|Yes\nyn|no|No\n"

FORMS: dict[str, dict[str, str]] = {
    "outside choices": {
        "survey": """
type|name|label|choice_filter|required
select_one province|province|Province||yes
select_one_external district|district|District|province=${province}|yes
select_one_external ward|ward|Ward|province=${province} and district=${district}|
note|where|${ward}, ${district}||
""",
        "choices": "list_name|name|label\nprovince|north|North\nprovince|south|South",
        "external_choices": """
list_name|name|label|province|district
district|hill|Hill|north|
district|plain|Plain|south|
ward|w1|Ward 1|north|hill
ward|w2|Ward 2|south|plain
""",
    },
    "facility assessment": {
        "survey": """
type|name|label|hint|relevant|constraint|constraint_message|calculation|appearance|read_only|default|required
today|visit_day|||||||||
username|assessor|||||||||
start-geopoint|arrived|||||||||
begin_group|facility|1. Facility||||||field-list|||
select_one level|level|1.1 Level of facility||||||minimal|||yes
integer|beds|1.2 Beds||${level} != 'post'|. >= 0 and . < 2000|Between 0 and 1,999|||||yes
select_multiple days|open_days|1.3 Open on||||||columns-pack|||
calculate|n_days||||||count-selected(${open_days})||||
note|few|Open on ${n_days} days a week only||${n_days} > 0 and ${n_days} < 5||||||
end_group||||||||||
begin_group|stock|2. Stock|||||||||
begin_group|drugs|2.1 In stock today||||||table-list|||
select_one yn|ors|Oral rehydration salts||||||||yes
select_one yn|zinc|Zinc||||||||yes
select_one yn|amox|Amoxicillin||||||||yes
end_group||||||||||
calculate|missing||||||checklist(-1, 0, ${ors} = 'no', ${zinc} = 'no', ${amox} = 'no')||||
calculate|score||||||round(((${ors}='yes')+(${zinc}='yes')+(${amox}='yes')) div 3 * 100, 1)||||
range|trust|2.2 How sure are you?||||||vertical|||
image|shelf|2.3 Photograph of the shelf||${score} < 100||||new|||
end_group||||||||||
text|signed_by|Person in charge||||||||string(${assessor})|
image|mark|Signature||${signed_by} != ''||||signature|||
""",
        "choices": YN
        + "level|hospital|Hospital\nlevel|centre|Health centre\nlevel|post|Health post\n"
        + "days|1|Monday\ndays|2|Tuesday\ndays|3|Wednesday\ndays|4|Thursday\ndays|5|Friday\ndays|6|Saturday\n",
        "settings": "form_title|form_id|version|style|instance_name\nMade-up facility|facility|20260301|pages|concat('F', ${level}, ' ', ${visit_day})",
    },
    "last answers": {
        "survey": """
type|name|label|default|calculation|trigger
text|team|Team|${last-saved#team}||
integer|round|Round|${last-saved#round} + 1||
text|street|Street|||
date|moved|When did this change?||today()|${street}
background-geopoint|moved_at||||${street}
dateTime|stamped|Stamped||now()|${team}
""",
    },
    "roster names elsewhere": {
        "survey": """
type|name|label|repeat_count|calculation|relevant|choice_filter|constraint
integer|size|How many live here?|||||. > 0 and . <= 30
begin_repeat|person|Person|${size}||||
calculate|no|||position(..)|||
text|p_name|Name of person ${no}|||||
integer|p_age|Age of ${p_name}|||||. >= 0 and . <= 120
select_one sex|p_sex|Sex of ${p_name}|||||
select_one rel|p_rel|Relation to the head||||(not(head = 'only') or ${no} = 1) and (position(../..) > 0 or 1 = 1)|
end_repeat||||||
calculate|women|||count(${person}[p_sex = 'f' and p_age >= 15])|||
begin_repeat|woman|Woman|${women}||||
calculate|w_line|||position(..)|||
text|w_name|Her name||indexed-repeat(${p_name}, ${person}, ${w_line})|||
integer|births|Births of ${w_name}|||indexed-repeat(${p_age}, ${person}, ${w_line}) < 50||. < 25
end_repeat||||||
calculate|oldest|||max(${p_age})|||
calculate|all_names|||join(', ', ${p_name})|||
note|sum|${all_names}; the oldest is ${oldest}|||${size} > 1||
""",
        "choices": "list_name|name|label|head\nsex|f|Female|\nsex|m|Male|\nrel|head|Head|only\nrel|spouse|Spouse|no\nrel|child|Child|no",
    },
    "fields and tracks": {
        "survey": """
type|name|label|constraint|calculation|appearance|parameters|relevant
geoshape|plot|Walk round the plot|area(.) > 10||||
geotrace|path|Path to the water||||allow-mock-accuracy=false|
geopoint|well|The well|geofence(., ${plot}) or . = ''||placement-map|capture-accuracy=10 warning-accuracy=30|
calculate|acres|||||
decimal|metres|Metres to the well||||
note|far|It is far|||||${metres} > 1000
calculate|lat|||||
""".replace("calculate|acres|||||", "calculate|acres|||round(area(${plot}) * 0.000247105, 2)|||")
        .replace("decimal|metres|Metres to the well||||", "decimal|metres|Metres to the well||distance(${path})|||")
        .replace("calculate|lat|||||", "calculate|lat|||selected-at(${well}, 0)|||"),
    },
    "pictures in three languages": {
        "survey": """
type|name|label::English (en)|label::Français (fr)|label::العربية (ar)|hint::English (en)|hint::Français (fr)|guidance_hint::English (en)|media::image::English (en)|media::audio::Français (fr)|required_message::English (en)|required_message::Français (fr)|constraint|constraint_message::English (en)|constraint_message::Français (fr)|required
select_one face|mood|How was it?|C'était comment ?|كيف كان؟|Point to one|Montrez-en un|Read it out twice|faces.png|visages.mp3|Choose one|Choisissez||||yes
integer|n|How many?|Combien ?|كم؟||||||||. < 10|Fewer than ten|Moins de dix|
begin_group|g|Group|Groupe|مجموعة|||||||||||
note|bye|Thank you|Merci|شكرا|||||||||||
end_group||||||||||||||
""",
        "choices": """
list_name|name|label::English (en)|label::Français (fr)|label::العربية (ar)|media::image|big-image|media::audio::English (en)
face|good|Good|Bien|جيد|good.png|good_big.png|good.mp3
face|bad|Bad|Mal|سيئ|bad.png||
""",
        "settings": "form_title|form_id|default_language\nMade up|faces|Français (fr)",
    },
    "kobo settings": {
        "survey": """
type|name|label|required|$kuid|$xpath|$autoname|tags|kobo--score-choices|relevant
start|start|||aa1|start|start|||
end|end|||aa2|end|end|||
begin_group|group_ab1|Group||aa3|group_ab1|group_ab1|||
select_one yn|_1_Does_it_work|1. Does it work?|true|aa4|group_ab1/_1_Does_it_work|_1|hxl:#x||
text|_1_1|1.1 Why not?|false|aa5|group_ab1/_1_1|_1_1|||${_1_Does_it_work} = 'no'
end_group||||aa6|||||
""",
        "choices": "list_name|name|label|$autovalue|order\nyn|yes|Yes|yes|1\nyn|no|No|no|2",
        "settings": "style|version|id_string|default_language|allow_choice_duplicates|submission_url|auto_send|auto_delete\n"
        "theme-grid no-text-transform|3 (2026-03-01 10:00:00)|aXyZ|English (en)|yes|https://forms.example.org|true|false",
    },
    "esri columns": {
        "survey": """
type|name|label|bind::esri:fieldType|bind::esri:fieldLength|body::esri:style|body::accuracyThreshold|bind::saveIncomplete|instance::hxl|disabled|read_only|body::accept
text|ref|Reference|esriFieldTypeString|50|width=50|||#ref|||
text|gone|Not asked any more|||||||yes||
geopoint|where|Where||||5|||||
file|paper|A paper|||||||||.pdf
integer|n|Number|esriFieldTypeInteger|||||||yes|
""",
        "settings": 'form_title|form_id|namespaces\nMade up|made_up|esri="http://esri.com/xforms"',
    },
    "sections by hand": {
        "survey": """
type|name|label|relevant|required|appearance|calculation|default
select_multiple areas|which|Which areas did you see?||yes|||
begin_group|kitchen|Kitchen|selected(${which}, 'kitchen')||field-list||
select_one marks|k_clean|Clean||yes|likert||
select_one marks|k_safe|Safe||yes|likert||
text|k_why|Why?|number(${k_clean}) < 2 or number(${k_safe}) < 2|${k_clean} = '0'|multiline||
end_group|||||||
begin_group|yard|Yard|selected(${which}, 'yard')||||
select_one marks|y_clean|Clean||yes|likert||
end_group|||||||
calculate|total|||||coalesce(number(${k_clean}), 0) + coalesce(number(${k_safe}), 0) + coalesce(number(${y_clean}), 0)|
calculate|most|||||2 * (selected(${which}, 'kitchen') * 2 + selected(${which}, 'yard'))|
calculate|percent|||||if(${most} > 0, round(${total} div ${most} * 100, 0), 'n/a')|
calculate|verdict|||||if(${percent} = 'n/a', 'none', if(${percent} >= 80, 'good', if(${percent} >= 50, 'fair', 'poor')))|
note|result|${percent}%: ${verdict}|${verdict} != 'none'||||
date|again|When will you come again?|${verdict} = 'poor'||no-calendar||date(decimal-date-time(today()) + 14)
""",
        "choices": "list_name|name|label\nareas|kitchen|Kitchen\nareas|yard|Yard\n"
        "marks|2|Yes\nmarks|1|Partly\nmarks|0|No",
    },
    "rows from files": {
        "survey": """
type|name|label|choice_filter|parameters|calculation|appearance|constraint
csv-external|schools||||||
select_one_from_file schools.csv|school|School|area = ${area}|value=code label=title||autocomplete|
select_multiple_from_file teachers.geojson|who|Who was there?|||||
select_one area|area|Area|||||
calculate|head||||pulldata('schools', 'head', 'code', ${school})||
calculate|pupils||||instance('schools')/root/item[code = ${school}]/pupils||
integer|seen|Pupils seen|||||. <= number(${pupils}) or ${pupils} = ''
note|of|${head} has ${pupils} pupils|||||
""",
        "choices": "list_name|name|label\narea|east|East\narea|west|West",
    },
    "moments": {
        "survey": """
type|name|label|constraint|constraint_message|calculation|appearance|default|relevant
date|born|Born|. <= today() and . > date('1900-01-01')|A day between 1900 and today||||
date|year_only|Year of the last visit||||year||
date|month|Month||||month-year|2026-01-01|
date|old|In the old calendar||||ethiopian||
time|opens|Opens at||||||
time|shuts|Shuts at|. > ${opens}|Later than ${opens}||||
dateTime|seen|Seen at|. <= now()|Not in the future||no-calendar||
calculate|months||||int((decimal-date-time(today()) - decimal-date-time(${born})) div 30.4375)|||
calculate|age||||int(format-date(today(), '%Y%m%d') div 10000 - format-date(${born}, '%Y%m%d') div 10000)|||
calculate|weekday||||format-date(${seen}, '%a %e %b %Y')|||
calculate|late||||decimal-time(${shuts}) > 0.75|||
note|infant|${months} months old||||||${months} < 12 and ${months} != ''
""",
    },
    "quotas and draws": {
        "survey": """
type|name|label|calculation|relevant|required|read_only|default
calculate|id||once(uuid())||||
calculate|draw||once(random())||||
calculate|arm||if(${draw} < 0.5, 'a', 'b')||||
hidden|source||||||tablet
note|for_a|Show the blue card.||${arm} = 'a'|||
note|for_b|Show the green card.||${arm} = 'b'|||
select_one yn|liked|Did you like the card?|||${arm} != ''||
text|code|Code|substr(${id}, 0, 8)||||
text|check|Check digits|digest(${code}, 'SHA-256', 'hex')|||yes|
text|clean|Cleaned|translate(normalize-space(${code}), 'abcdef', 'ABCDEF')|||true()|
""",
        "choices": YN,
    },
}

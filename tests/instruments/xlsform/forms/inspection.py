"""Made-up inspection and audit forms: gradings, tables, pictures, and forms as other tools export them."""

from __future__ import annotations

FORMS: dict[str, dict[str, str]] = {
    "kitchen hygiene": {
        "survey": """
type|name|label|appearance|required|relevant|constraint|calculation|parameters
text|place|Name of the kitchen||yes||||
geopoint|where|Where|placement-map|||||
begin_group|clean|Cleanliness|table-list|||||
select_one likert|floor|Floor||yes||||
select_one likert|walls|Walls||yes||||
select_one likert|sinks|Sinks||yes||||
end_group||||||||
image|photo|A picture of the worst||${floor} = '1'|${floor} = '1' or ${walls} = '1'|||max-pixels=1200
calculate|mean||||||(${floor} + ${walls} + ${sinks}) div 3|
select_one likert|overall|Overall|likert|yes||||
image|sign|Inspector's signature|signature|yes||||
""",
        "choices": "list_name|name|label\nlikert|1|Poor\nlikert|2|Fair\nlikert|3|Good\nlikert|4|Very good",
    },
    "fire safety": {
        "survey": """
type|name|label|required|relevant|constraint|constraint_message|default
select_multiple exits|exits|Which exits are free?|yes||||front back
select_multiple exits|blocked|Which are blocked?|||not(selected(., 'front') and selected(${exits}, 'front')) and not(selected(., 'back') and selected(${exits}, 'back'))|An exit is one or the other|
text|why|Why are ${blocked} blocked?|yes|count-selected(${blocked}) > 0|||
integer|alarms|Alarms|yes||. > 0 and . mod 1 = 0||
date|tested|Last test|yes||. >= today() - 365 and . <= today()|Within a year|
date|next|Next test||${tested} != ''|. > ${tested}||
""",
        "choices": "list_name|name|label\nexits|front|Front\nexits|back|Back\nexits|side|Side",
    },
    "school visit": {
        "survey": """
type|name|label|hint|required|relevant|calculation|choice_filter|appearance
select_one district|district|District||yes||||minimal
select_one school|school|School||yes|||district = ${district}|minimal autocomplete
integer|boys|Boys present||yes||||
integer|girls|Girls present||yes||||
calculate|pupils|||||${boys} + ${girls}||
note|pupils_note|In all ${pupils} pupils|(worked out)||||
begin_repeat|class|Class||||||
text|class_name|Name||yes||||
integer|present|Present||yes||||
integer|registered|Registered||yes||||
calculate|rate|||||round(${present} div ${registered} * 100)||
end_repeat||||||||
calculate|present_all|||||sum(${present})||
note|differs|The classes come to ${present_all}, not ${pupils}.|||${present_all} != ${pupils}|||
select_multiple helps|helps|What would help?||no||||
rank helps|order|Put these in order||no||||
""",
        "choices": """
list_name|name|label|district
district|n|North|
district|s|South|
school|n1|North One|n
school|s1|South One|s
helps|books|Books|
helps|water|Water|
helps|desks|Desks|
""",
    },
    "kobo export": {
        "survey": """
type|name|label|required|relevant|$given_name|kobo--score|_isRepeat|parameters|body::kb:flash|$kuid
start|start||||||||
end|end||||||||
begin_group|group_ab12c|Person|false||||false|||kuid1
text|Your_name|Your name|true||||||| kuid2
select_one yn01|Are_you_well|Are you well?|true|||1|||| kuid3
end_group||||||||
begin_repeat|group_cd34e|Visits|||||true|||
date|When|When|false|${Are_you_well} = 'yes'|||||
end_repeat||||||||
calculate|__version__||||||||
note|_version_note|Version|||||||
""".replace("calculate|__version__||||||||", "text|__version__|Version||||||||"),
        "choices": "list_name|name|label|$autovalue\nyn01|yes|Yes|yes\nyn01|no|No|no",
        "settings": "form_title|form_id|style|version|default_language\nKobo (made up)|aXyZ12||vAbC1 (2026-03-01 10:00:00)|",
    },
    "duplicate names": {
        "survey": """
type|name|label|relevant|calculation
begin_group|mother|Mother||
text|name|Name||
integer|age|Age||
end_group||||
begin_group|father|Father||
text|name|Name||
integer|age|Age||
note|young|Young|../age < 18|
end_group||||
text|entry|Entry||
""",
    },
    "birds": {
        "survey": """
type|name|label|appearance|parameters|choice_filter|required|calculation
today|today||||||
geopoint|where|Where are you?|placement-map|||yes|
select_one_from_file birds.csv|bird|Which bird?|autocomplete|value=code label=title|family = ${family}||
select_one families|family|Family|||||
select_multiple_from_file plants.geojson|plants|Plants|map||||
csv-external|ranges||||||
calculate|range_of||||||pulldata('ranges', 'range', 'code', ${bird})
calculate|latin||||||instance('birds')/root/item[code = current()/../bird]/latin
note|seen|${latin}: ${range_of}|||||
audio|song|Song|||||
""",
        "choices": "list_name|name|label\nfamilies|corvid|Crows\nfamilies|finch|Finches",
    },
    "media and languages": {
        "survey": """
type|name|label::English (en)|label::French (fr)|label::Arabic (ar)|media::image|media::audio::Arabic (ar)|image::French (fr)|constraint|constraint_message::Arabic (ar)|big-image
note|welcome|Welcome|Bienvenue|أهلا|logo.png|ar.mp3|fr.png|||big.png
integer|age|Your age|Votre âge|عمرك||||. < 120|العمر غير صحيح|
select_one c|colour|Colour|Couleur|لون|||||||
""",
        "choices": "list_name|name|label::English (en)|label::French (fr)|label::Arabic (ar)|image::English (en)\nc|r|Red|Rouge|أحمر|r.png\nc|b|Blue|Bleu|أزرق|b.png",
        "settings": "form_title|default_language\nMade up|Arabic (ar)",
    },
    "survey123 style": {
        "survey": """
type|name|label|hint|relevant|bind::esri:fieldType|bind::esri:fieldLength|body::esri:style|body::esri:inputMask|bind::type
text|name|Name|||esriFieldTypeString|40||>CCC|string
integer|count|Count|||esriFieldTypeInteger||||int
hidden|hidden_id||||null|||
calculate|total||||||||
""".replace("calculate|total||||||||", "note|total_note|Total||||||||"),
        "settings": 'form_title|form_id|namespaces|instance_name|submission_url\nMade up|made_up|esri="http://example.org/xforms"|concat(${name}, ${count})|https://example.org/x',
    },
    "vehicle check": {
        "survey": """
type|name|label|required|constraint|constraint_message|appearance|calculation|default|trigger
barcode|plate|Plate|yes|regex(., '[A-Z]{2}[0-9]{2} [A-Z]{3}')|As in AB12 CDE||||
integer|km|Kilometres|yes|. > ${last_km}|More than last time||||
calculate|last_km||||||1000||
select_one ok|brakes|Brakes|yes|||quick compact|||
select_one ok|lights|Lights|yes|||list-nolabel|||
dateTime|checked|Checked at||||no-calendar|now()||${brakes}
text|hour|Hour|||||format-date-time(now(), '%H:%M')||${lights}
range|fuel|Fuel|yes|||picker|||
acknowledge|sure|I have walked round the vehicle.|yes|||||||
""",
        "choices": "list_name|name|label|media::image\nok|1|OK|ok.png\nok|0|Not OK|no.png",
    },
    "care home": {
        "survey": """
type|name|label|required|relevant|calculation|appearance|guidance_hint|choice_filter
text|town|Town|yes|||||
select_one_external homes|home|Home|yes|||||town = ${town}
begin_group|q1|1. Is the service safe?|||| field-list|Talk to at least three residents
select_one grade|q1_grade|Grade|yes||| columns-4|
text|q1_why|Why?|yes|${q1_grade} = 'inadequate' or ${q1_grade} = 'requires_improvement'|| multiline|
end_group|||||||
begin_group|q2|2. Is it well led?|||| field-list|
select_one grade|q2_grade|Grade|yes||| columns-4 no-buttons|
text|q2_why|Why?|yes|selected('inadequate requires_improvement', ${q2_grade})|| multiline|
end_group|||||||
calculate|worst||||if(${q1_grade} = 'inadequate' or ${q2_grade} = 'inadequate', 'inadequate', coalesce(${q1_grade}, ${q2_grade}))||
note|sum|The worst is ${worst}||${worst} = 'inadequate'||w1|
""",
        "choices": "list_name|name|label\ngrade|outstanding|Outstanding\ngrade|good|Good\ngrade|requires_improvement|Requires improvement\ngrade|inadequate|Inadequate",
        "external_choices": "list_name|name|label|town\nhomes|h1|Made-up House|x\nhomes|h2|Invented Lodge|y",
    },
    "or other": {
        "survey": """
type|name|label|required|hint
select_one transport or_other|how|How did you come?|yes|
select_multiple transport or_other|else|How else might you come?||
note|thanks|Thank you||
""",
        "choices": "list_name|name|label\ntransport|bus|Bus\ntransport|bike|Bicycle",
    },
    "exclusive and limits": {
        "survey": """
type|name|label|constraint|constraint_message|parameters|appearance
select_multiple m|three|Choose up to three|count-selected(.) <= 3|At most three||
select_multiple m|mixed|In any order||||minimal
select_one m|random|Shuffled|||randomize=true|
select_one m|seeded|Shuffled the same|||randomize=true;seed=42|
text|big|At length|string-length(.) < 500|Too long|rows=10|
range|half|In halves|||start=0; end=5; step=0.5|vertical
range|stars|Stars|||start=1 end=5 step=1|rating
""",
        "choices": "list_name|name|label\nm|a|A\nm|b|B\nm|c|C\nm|none|None",
    },
    "page of notes": {
        "survey": """
type|name|label
note||First, with no name
note||Second, with **bold** and <b>markup</b> & an ampersand
note||Third, on two lines↵and “quotes”
text|only|The only question (100%)
""",
    },
    "deep groups": {
        "survey": """
type|name|label|relevant|appearance
text|a|A||
begin group|g1|One|${a} != 'x'|field-list
begin group|g2|Two|${a} != 'y'|
begin group|g3||${a} != 'z'|
begin repeat|r1|R|${a} = 'w'|field-list
begin group|g4|Four||
text|b|B|../../../../a = 'w'|
text|c|C|${b} != ''|
end group||||
end repeat||||
end group||||
end group||||
end group||||
note|sum|${a}||
""".replace("text|b|B|../../../../a = 'w'|", "text|b|B|${a} = 'w'|"),
    },
}

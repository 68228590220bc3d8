"""Made-up health forms in the manner of those that health services write: long conditions, ages, dates, doses."""

from __future__ import annotations

YN = """
list_name|name|label
yn|yes|Yes
yn|no|No
yn|dk|Don't know
yn|ref|Refused
"""

FORMS: dict[str, dict[str, str]] = {
    "verbal autopsy": {
        "survey": """
type|name|label|hint|required|relevant|constraint|constraint_message|calculation|appearance
start|start||||||||
end|end||||||||
today|today||||||||
deviceid|deviceid||||||||
begin group|consented|Consent||||||| field-list
note|intro|Please read the information sheet aloud.|||||||
select_one yn|Id10013|[Did the respondent give consent?]||yes|||||
end group|||||||||
begin group|vital|Vital registration||no|${Id10013} = 'yes'||||
text|Id10017|What was the first name of the deceased?||yes|||||
select_one sex|Id10019|What was the sex of the deceased?||yes|||||horizontal
select_one yn|Id10020|Is the date of birth known?||yes|||||
date|Id10021|When was the deceased born?||yes|${Id10020} = 'yes'|. <= today()|A date of birth lies in the past||
select_one yn|Id10022|Is the date of death known?||yes|||||
date|Id10023_a|When did the deceased die?||yes|selected(${Id10022}, 'yes') and selected(${Id10020}, 'yes')|. >= ${Id10021} and . <= today()|Not before birth, and not in the future||
date|Id10023_b|When did the deceased die?||yes|selected(${Id10022}, 'yes') and not(selected(${Id10020}, 'yes'))|. <= today()|||
calculate|Id10023||||||| if(selected(${Id10020}, 'yes'), ${Id10023_a}, ${Id10023_b})|
calculate|ageInDays||||||| if(${Id10023} != '' and ${Id10021} != '', int(decimal-date-time(${Id10023}) - decimal-date-time(${Id10021})), '')|
calculate|ageInYears|||||||int(${ageInDays} div 365.25)|
calculate|isNeonatal||||||| if(${ageInDays} != '' and ${ageInDays} < 28, '1', '0')|
calculate|isChild||||||| if(${ageInDays} >= 28 and ${ageInYears} < 12, '1', '0')|
calculate|isAdult|||||||if(${ageInYears} >= 12, '1', '0')|
end group|||||||||
begin group|neonatal|Deaths in the first month|||${isNeonatal} = '1'||||
select_one yn|Id10104|Did the baby ever cry?||yes|||||
integer|Id10106|After how many minutes?|99 if not known|yes|${Id10104} = 'yes'|(. >= 0 and . <= 60) or . = 99|0 to 60, or 99||
select_one yn|Id10107|Did the baby stop being able to cry?||yes|${Id10104} = 'yes' and (${Id10106} <= 5 or ${Id10106} = 99)||||
end group|||||||||
begin group|illness|Illness|||${isAdult} = '1' or ${isChild} = '1'||||
select_multiple symptoms|Id10120|Which of these were there?||yes||not(selected(., 'none') and count-selected(.) > 1)|'None' stands alone||
integer|Id10121|For how many days did the fever last?|||selected(${Id10120}, 'fever')|. >= 0 and . < 366|||
note|age_note|The deceased was ${ageInYears} years old and named ${Id10017}.|||||||
end group|||||||||
text|comment|Anything else?|||||||multiline
""",
        "choices": YN
        + "sex|male|Male\nsex|female|Female\nsymptoms|fever|Fever\nsymptoms|cough|Cough\nsymptoms|none|None of these\n",
        "settings": "form_title|form_id|version|instance_name\nMade-up verbal autopsy|made_up_va|2026030101|concat('VA-', ${Id10017}, '-', ${today})",
    },
    "clinic visit": {
        "survey": """
type|name|label|required|relevant|constraint|constraint_message|calculation|default
date|visit_date|Date of the visit|yes||. <= today() and . >= date('2020-01-01')|Not in the future||today()
text|patient_id|Number of the patient|true()||regex(., '^[A-Z]{2}-[0-9]{4}$')|Two letters, a hyphen and four digits||
integer|systolic|Systolic pressure|yes||. >= 60 and . <= 260|60 to 260||
integer|diastolic|Diastolic pressure|yes||. >= 30 and . <= 160 and . < ${systolic}|Lower than the other||
decimal|weight|Weight (kg)|yes||. > 0 and . < 300|||
decimal|height|Height (cm)|yes||. > 30 and . < 250|||
calculate|bmi|||||| round(${weight} div pow(${height} div 100, 2), 1)|
calculate|bmi_class|||||| if(${bmi} < 18.5, 'under', if(${bmi} < 25, 'normal', if(${bmi} < 30, 'over', 'obese')))|
note|bmi_note|The BMI is ${bmi} (${bmi_class}).||${bmi} != ''||||
select_one yn|referred|Referred?|yes|${systolic} >= 140 or ${diastolic} >= 90||||
text|referred_to|Where to?|${referred} = 'yes'|${referred} = 'yes'||||
""",
        "choices": YN,
    },
    "vaccination card": {
        "survey": """
type|name|label|required|relevant|constraint|calculation|repeat_count|default
text|child|Name of the child|yes|||||
date|dob|Date of birth|yes||. <= today()|||
calculate|age_months||||| int((today() - ${dob}) div 30.4375)||
integer|doses|How many doses were given?|yes||. >= 0 and . <= 20|||
begin_repeat|dose|Dose||${doses} > 0|||${doses}|
select_one vaccine|which|Which vaccine?|yes|||||
date|given|When?|yes||. >= ${dob} and . <= today()|||
calculate|number|||||position(..)||
note|which_note|Dose ${number} of ${doses}: ${which}||||||
end_repeat||||||||
calculate|last_given|||||max(${given})||
calculate|all_vaccines|||||join(', ', ${which})||
calculate|bcg_given|||||if(contains(${all_vaccines}, 'bcg'), 'yes', 'no')||
""",
        "choices": "list_name|name|label\nvaccine|bcg|BCG\nvaccine|opv|Polio\nvaccine|mmr|Measles, mumps, rubella",
    },
    "nutrition screening": {
        "survey": """
type|name|label|required|constraint|constraint_message|calculation|relevant
integer|muac|Upper arm (mm)|yes|. >= 60 and . <= 250|60 to 250 mm||
select_one oedema|oedema|Oedema|yes||||
calculate|sam|||||if(${muac} < 115 or ${oedema} != '0', 1, 0)|
calculate|mam|||||if(${muac} >= 115 and ${muac} < 125 and ${oedema} = '0', 1, 0)|
note|sam_note|<span style="color:red">**Severe**</span>: refer today.|||||${sam} = 1
note|mam_note|*Moderate*: supplementary feeding.|||||${mam} = 1
select_multiple treatment|treatment|What was given?||||| ${sam} = 1 or ${mam} = 1
calculate|treatments|||||count-selected(${treatment})|
calculate|first_one|||||selected-at(${treatment}, 0)|
""",
        "choices": "list_name|name|label\noedema|0|None\noedema|1|+\noedema|2|++\noedema|3|+++\ntreatment|a|Food\ntreatment|b|Antibiotic",
    },
    "case investigation": {
        "survey": """
type|name|label|required|relevant|constraint|calculation|appearance|default|read_only
start|start||||||||
username|username||||||||
hidden|form_version|||||||2|
select_one country|country|Country|yes||||minimal||
date|onset|First day of illness|yes||. <= today()||no-calendar||
calculate|incubation_from||||| format-date(date(decimal-date-time(${onset}) - 21), '%Y-%m-%d')|||
note|incubation_note|Ask about the time since ${incubation_from}.|||||||
begin_repeat|contact|Contacts|||||||
text|contact_name|Name|yes||string-length(.) > 1 and string-length(.) <= 60||||
text|contact_phone|Telephone|no||regex(., '^\\+?[0-9 ]{6,15}$')||numbers||
date|last_seen|Last seen|yes||. >= ${onset} and . <= today()||||
calculate|days_left|||||21 - int(today() - ${last_seen})|||
end_repeat|||||||||
calculate|contacts|||||count(${contact})|||
integer|contacts_confirmed|Number of contacts, counted by hand|||. = ${contacts}||||
text|uid|Number||||once(uuid())|||yes
""",
        "choices": "list_name|name|label\ncountry|gb|United Kingdom\ncountry|ie|Ireland",
    },
    "antenatal": {
        "survey": """
type|name|label|required|relevance|constraint|constraint message|calculation
date|lmp|Last period|yes||. < today()|In the past|
calculate|edd||||||format-date(date(decimal-date-time(${lmp}) + 280), '%d/%m/%Y')
calculate|weeks||||||int((decimal-date-time(today()) - decimal-date-time(${lmp})) div 7)
note|edd_note|Due on ${edd}; ${weeks} weeks now.||${weeks} <= 45|||
integer|gravida|Pregnancies|yes||. >= 1||
integer|para|Births|yes||. >= 0 and . <= ${gravida}|Not more than pregnancies|
select_multiple danger|danger|Danger signs|yes||if(selected(., 'none'), count-selected(.) = 1, true())|None stands alone|
acknowledge|refer|Refer at once||not(selected(${danger}, 'none')) and ${danger} != ''|||
""",
        "choices": "list_name|name|label\ndanger|bleed|Bleeding\ndanger|fits|Fits\ndanger|none|None",
    },
    "mental health scale": {
        "survey": """
type|name|label|appearance|required|calculation|relevant
begin_group|phq|Over the last two weeks, how often …|table-list||
select_one freq|phq1|Little interest in doing things||yes||
select_one freq|phq2|Feeling down||yes||
select_one freq|phq9|Thoughts of being better off dead||yes||
end_group||||||
calculate|phq_sum||||number(${phq1}) + number(${phq2}) + number(${phq9})|
calculate|phq_class||||if(${phq_sum} <= 2, 'low', if(${phq_sum} <= 5, 'some', 'high'))|
note|phq_high|Follow the local route at once.||||${phq9} > 0 or ${phq_class} = 'high'
""",
        "choices": "list_name|name|label\nfreq|0|Not at all\nfreq|1|Some days\nfreq|2|More than half\nfreq|3|Nearly every day",
    },
    "lab register": {
        "survey": """
type|name|label|required|constraint|appearance|calculation|parameters
barcode|sample|Scan the sample|yes|string-length(.) = 12|||
dateTime|taken|Taken at|yes|. <= now()|||
time|opened|Opened at|yes||||
image|slide|Photograph|||annotate||max-pixels=1024
audio|dictation|Dictation|||||quality=low
file|report|Report||||||
decimal|value|Value|yes|. >= 0 and . <= 100|bearing||
range|confidence|Confidence||||| start=0 end=10 step=1
calculate|hours||||| round((decimal-date-time(now()) - decimal-date-time(${taken})) * 24, 1)|
image|signed|Signature|||signature||
""",
    },
    "supervision checklist": {
        "survey": """
type|name|label::English (en)|label::French (fr)|required|relevant|calculation
begin group|a|Drugs|Médicaments|||
select_one yn|a1|In stock?|En stock ?|yes||
select_one yn|a2|In date?|Non périmé ?|yes|${a1} = 'yes'|
end group||||||
begin group|b|Staff|Personnel|||
select_one yn|b1|On duty?|De garde ?|yes||
integer|b2|How many?|Combien ?||selected(${b1},"yes")|
end group||||||
calculate|score|||||(${a1}='yes') + (${a2}='yes') + (${b1}='yes')
calculate|percent|||||round((${score} div 3) * 100, 0)
note|result|Score: ${percent} %|Note : ${percent} %||${percent} != ''|
""",
        "choices": "list_name|name|label::English (en)|label::French (fr)\nyn|yes|Yes|Oui\nyn|no|No|Non",
        "settings": "form_title|form_id|default_language\nSupervision (made up)|supervision|French (fr)",
    },
    "water point": {
        "survey": """
type|name|label|hint|required|constraint|relevant|calculation|body::accuracyThreshold
geopoint|gps|Where is the point?|Wait for 5 m|yes||||5
geotrace|path|The path to it||||||
geoshape|area|The catchment||||||
calculate|hectares||||||area(${area}) div 10000|
calculate|walk||||||distance(${path})|
calculate|lat||||||substring-before(${gps}, ' ')|
select_one source|source|Type||yes||||
decimal|ph|pH|||. >= 0 and . <= 14|not(selected(${source}, 'none'))||
integer|users|Users a day||yes|. > 0 and . < 100000|||
""",
        "choices": "list_name|name|label\nsource|bore|Borehole\nsource|none|None",
    },
    "immunisation coverage": {
        "survey": """
type|name|label|required|choice_filter|relevant|calculation
select_one region|region|Region|yes|||
select_one district|district|District|yes|region=${region}||
select_one facility|facility|Facility|yes|region=${region} and district=${district}||
select_one ward|ward|Ward|yes|facility=${facility} and district=${district}||
select_one village|village|Village|yes|ward = ${ward}||
calculate|facility_name|||||jr:choice-name(${facility}, '${facility}')
note|chosen|You are in ${facility_name}.||||
""",
        "choices": """
list_name|name|label|region|district|facility|ward
region|r1|North||||
region|r2|South||||
district|d1|Upper|r1|||
district|d2|Lower|r2|||
facility|f1|Upper clinic|r1|d1||
ward|w1|First|r1|d1|f1|
village|v1|Mill|r1|d1|f1|w1
""",
    },
    "medicines stock": {
        "survey": """
type|name|label|required|calculation|relevant|constraint|constraint_message
begin_repeat|item|Item|||||
select_one drug|drug|Medicine|yes||||
integer|opening|Opening|yes|||. >= 0|
integer|received|Received|yes|||. >= 0|
integer|issued|Issued|yes|||. >= 0 and . <= ${opening} + ${received}|Not more than there was
calculate|closing|||${opening} + ${received} - ${issued}|||
note|low|Only ${closing} left||||${closing} < 10|
end_repeat|||||||
calculate|total_issued|||sum(${issued})|||
calculate|low_items|||count(${item}[./closing < 10])|||
calculate|first_drug|||indexed-repeat(${drug}, ${item}, 1)|||
""",
        "choices": "list_name|name|label\ndrug|para|Paracetamol\ndrug|amox|Amoxicillin",
    },
}

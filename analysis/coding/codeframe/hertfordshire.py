"""The nine themes of the Hertfordshire Learning Hub on gangs and knife crime, as a codeframe.

The themes are those that the Hertfordshire Safeguarding Children Partnership published from five forums and a survey in
2019. Their definitions, what belongs in them and the examples are in our own words.
"""

from __future__ import annotations

from analysis.coding.codeframe.frame import Codeframe
from analysis.coding.codeframe.theme import ThemeText

HERTFORDSHIRE = Codeframe(
    title="Gangs and knife crime",
    version=1,
    themes=(
        ThemeText(
            name="information_sharing",
            label="Information sharing",
            definition=(
                "Passing on what is known about risk between agencies, and people's ways of telling agencies "
                "what they know."
            ),
            include=(
                "Sharing early and in time; intelligence between agencies; anonymous reporting by young people "
                "and adults at risk."
            ),
            exclude=(
                "What services exist and how to reach them (Communication); working together in general "
                "(Partnership working)."
            ),
            example="We learn of an incident days after it happened.",
        ),
        ThemeText(
            name="communication",
            label="Communication",
            definition="Knowing which services and issues there are, and how to get to help.",
            include="Pathways, directories, newsletters, awareness training for staff.",
            exclude=(
                "Information about a child or a risk (Information sharing); lessons for young people (Education)."
            ),
            example="Nobody can tell me who takes which referral.",
        ),
        ThemeText(
            name="funding_capacity",
            label="Funding and service capacity",
            definition="Whether there is enough help, soon enough, for each level of risk.",
            include="Money, waiting times, places, activities that divert young people.",
            exclude="Whether families take up help that exists (Engagement).",
            example="The scheme has eleven places and three times as many referrals.",
        ),
        ThemeText(
            name="partnership_working",
            label="Partnership working",
            definition="How well agencies work together.",
            include=(
                "Joint meetings, joint assessment, community safety partnerships, children's and adult services "
                "planning together."
            ),
            exclude=(
                "Passing on information alone (Information sharing); the part of one agency (Individual agencies)."
            ),
            example="Short weekly meetings that everybody prepares for.",
        ),
        ThemeText(
            name="education",
            label="Education",
            definition="Preventing involvement through early education and awareness.",
            include="Lessons, assemblies, talks, awareness from a young age.",
            exclude="Schools as an agency, attendance and exclusion (Individual agencies or Specific issues).",
            example="A single assembly a year is not education.",
        ),
        ThemeText(
            name="engagement",
            label="Engagement",
            definition="Getting young people and parents to take up help, above all where it is voluntary.",
            include="Consent, refusal, trust, ways of reaching out.",
            exclude="Help that does not exist or is full (Funding and service capacity).",
            example="A young person has to ask for help before we may offer it.",
        ),
        ThemeText(
            name="parents",
            label="Parents",
            definition="What parents know, do and need.",
            include="Parents' awareness, support for parents, pressures on them.",
            exclude="Parents who decline help, unless their needs are named too (Engagement).",
            example="Parents do not know the signs.",
        ),
        ThemeText(
            name="individual_agencies",
            label="Individual agencies",
            definition="The part that a single agency plays, above all police and schools.",
            include="Police and schools by name; what only they can do.",
            exclude="Several agencies together (Partnership working).",
            example="Our school officer knows the pupils by name.",
        ),
        ThemeText(
            name="specific_issues",
            label="Specific issues",
            definition="Particular problems that need an answer of their own.",
            include=(
                "Families moved in from elsewhere; cuckooing; children out of school; the 8 to 13 gap; the "
                "private sector's part."
            ),
            exclude="Anything that another theme covers in general.",
            example="Taxi drivers notice things and have nobody to tell.",
        ),
    ),
)
"""What each theme holds and leaves out, for coders and for suggestions."""

"""Word lists of the rules: written for this purpose, short, and not complete."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FIRST_NAMES = _words("""
    aaliyah aaron abbie abdul abdullah abigail abu adam adeel adele adrian agnes ahmed aidan aisha aiden alan
    alana albert alex alexander alexandra alexandru alexia alfie ali alice alicia alina alisha alison allan alma
    amara amelia amelie amina amir amira amy ana anastasia andre andrea andreea andrew andrzej andy angela angus
    anika anita anjali ann anna annabel annabelle anne annie anthony antonio anya archie aria ariana arjun arlo
    arthur arun asha ashton asif aurora ava ayaan ayesha aylin aysha azra barbara barry beatrice becky ben
    benjamin bernard beth bethany betty bianca bilal billy blake bobby bogdan bradley brandon brenda brian
    bridget brooke bryony caitlin callum cameron camilla carl carla carlos carmen caroline carolyn carter casey
    catherine cathy catrin cerys chantelle charlene charles charlie charlotte chelsea cheryl chloe chris
    christina christine christopher ciara claire clara clare clive cody colin connie connor conor corey courtney
    craig crystal cynthia daisy damian daniel danielle danny daphne darcey darcy darren dave david deborah
    debbie declan demi denise dennis derek desmond dexter diana diane dilys dominic donna doris dorothy douglas
    duncan dylan eddie edith eduardo edward eileen elaine eleanor elena eli elias elijah eliza elizabeth ella
    ellie elliot elliott elsie emilia emily emma eric erin esme esmee ethan eva evan evelyn evie ewan ezra
    faisal farah farhan fatima fatimah felicity felix ffion finlay finley fiona florence frances francesca
    francis francesco frankie fraser freddie frederick freya gabriel gabriela gareth gary gavin gemma geoff
    george georgia georgina gerald geraldine gillian gina giovanni glen gloria gordon graham greg gregory gwen
    habiba hadiza hamza hana hanna hannah haris harley haroon harriet harrison harvey hasan hassan hayden hayley
    hazel heather hector helen helena henry holly hugo hussain hussein huw ian ibrahim ieuan imogen imran india
    ioana ioan iqra irene isaac isabel isabella isabelle isla ismail israr iwan jackson jacob jacqueline jake
    jakub jamal james jamie jan jane janet janice jasmin jasmine jason jasper jaxon jay jayden jayne jean jeff
    jeffrey jenna jennifer jenny jeremy jess jessica jesse jessie jia jill jim jimmy joan joanna joanne jodie
    joe joel john johnny jonathan jordan joseph josh joshua joyce juan jude judith julia julian julie june kai
    kaiden karen karim karl kasia kate katarzyna katherine kathleen kathryn katie katy kayden kaylee kayleigh
    keira keith kelly ken kenneth kerry kevin khadija khalid kian kieran kim kimberley kirsty krishna kyle kyra
    lacey laila lara latisha laura lauren lawrence layla layton leah leanne lee leila lena lennon leo leon
    leonard lesley leslie leticia levi lewis lexi lexie liam libby lila lillian lilly lily linda lindsay lisa
    lloyd logan lola lorraine louie louis louisa louise luca lucas lucia lucy luis luka luke luna lydia lynn
    lynne mabel macey maddison madeleine madison maggie mahmoud maisie malik manuel marcel marcin marcus
    margaret maria mariam marian marie mario marion marjorie marlon marta martha martin martyn mary maryam mason
    mateusz mathew matilda matt matthew maureen maurice maya megan mehmet melanie melissa mia michael michal
    michelle miguel mike mikey mila millie milo minnie miriam mohamed mohammad mohammed molly monica morgan
    moses muhammad musa mustafa myles nadia naomi natalia natalie natasha nathan nathaniel neil nevaeh niall
    niamh nicholas nicola nicole nigel nikita nina noah noel noor nora norma norman oisin oliver olivia omar
    orla oscar owain owen pablo paige pamela parveen patricia patrick patryk paul paula pauline penny peter
    petra phil philip phillip phoebe piotr pooja priya qasim rachel rahul raj rajesh ralph ramona raymond
    rebecca reece reggie rehan reuben rhian rhiannon rhys riaz ricardo richard ricky riley rita robbie robert
    roberto rocco roger roman ronald ronnie rory rosa rosalind rosemary rosie ross rowan roy ruben rupert
    russell ruth ryan saira sally sam samantha samina samira samuel sandra sara sarah sean sebastian seth
    shabana shane shanice shannon sharon shaun sheila shelley shirley shreya sian siddiq sienna simon simran
    skye sofia sophia sophie spencer stacey stan stanley stefan stella stephanie stephen steve steven stewart
    stuart sunita susan suzanne sylvia szymon tamara tamika tania tanya tara tariq tasha tegan teresa terence
    terry thea theo theodore theresa thomas tia tiana tilly tim timothy tina toby todd tom tommy tomasz toni
    tony tracey tracy trevor tristan tyler tyrone usman valerie vanessa vera veronica vicky victoria vikram
    vincent vivian wayne wendy wiktoria william winston xavier yasin yasmin yasmine yolanda yusuf yvette yvonne
    zac zach zachary zainab zak zakariya zane zara zayn zoe zofia zuzanna
""")
"""Given names that are rarely another word. Names that are (Grace, Mark, Will) are found where a name must stand."""

AMBIGUOUS = _words("""
    june jean jay jan lee ray max penny rosa india holly hazel heather daisy lily crystal brooke chelsea jordan
    georgia summer victoria florence paris sydney lewis morgan jackson harrison skye jude luna aurora iris mason
    carter logan spencer ross dale kent olive darcy hope ali ana petra roman stan rich rob bill norma carmen
    stella sienna lola abu todd roy luis will may april mark grace faith joy rose ruby amber jack dawn eve ivy
    poppy violet iris robin autumn destiny chance
""")
"""Given names that are often another word or a place: taken only where they are capitalised within a sentence."""

RELATIVES = _words("""
    son sons daughter daughters child children boy girl baby toddler lad mum mom mam mother mummy dad father
    daddy stepdad stepmum stepfather stepmother stepson stepdaughter step-son step-daughter step-dad step-mum
    parent brother brothers sister sisters half-brother half-sister stepbrother stepsister twin twins sibling
    siblings nan nana nanny gran granny grandma grandmother grandad granddad grandfather grandparent grandson
    granddaughter grandchild aunt auntie aunty uncle cousin cousins niece nephew husband wife partner boyfriend
    girlfriend ex ex-partner ex-husband ex-wife fiance fiancee friend friends mate mates best-mate carer carers
    foster-carer guardian neighbour neighbor teacher tutor headteacher head ta sendco senco dsl keyworker
    key-worker worker social-worker pupil student client patient resident colleague manager supervisor boss
    landlord dealer abuser perpetrator victim
""")
"""Who may be named next: "my son …", "her keyworker …"."""

TITLES = _words("""
    mr mrs ms miss mx dr doctor prof professor pc pcso dc ds di dci dcs wpc sgt sergeant insp inspector
    constable detective sister nurse midwife matron sir dame lady lord rev reverend father canon imam rabbi
    pastor judge magistrate cllr councillor auntie aunty aunt uncle nan nana nanny grandma granny grandad
    granddad headteacher social-worker
""")
"""What stands before a surname."""

NOT_NAMES = _words("""
    a about absolutely academy access according across action actually adult adults advice after again agencies
    agency agree all also although always am among an and another any anybody anyone anything apart april are
    area areas as ask asking assemblies assembly at attendance august autumn awareness away bank be because been
    before being best better between both boxing boys britain british brothers brother but by call calls camhs
    can care carer carers case cases catholic centre chair charity child childline children christian christians
    christmas church clear close club college come comes communication community concerns conference
    constabulary consent constant contact cooking could council councils counselling county court covid crime
    dad daddy dads daily data day days december delays devon did different difficult director district do doctor
    does doing domestic don't dr drugs during each early easter education either eid email emails emergency
    engagement england english europe european even evening events every everybody everyone everything exactly
    excellent excluded executive exeter experts facebook families family father february feedback feel few
    finally first five following football for forum four free friday friends from front full funding further
    gangs gcse general get getting girls give given giving go god good google gp gps great group groups had half
    hard has have having he head heads health hearing help helped her here hertfordshire herts high him his home
    hospital hours housing how however hub i i'd i'll i've i'm if important in independent indian individual
    individuals information inspector instagram intervention irish is islam islamic issues it it's january
    jewish job joint july june just keep key kids knife know lack ladies lady last late later leaders leadership
    learning less let level life like listen listening local london long look lots made mainly make making
    manager managers many march maths may maybe me medical meeting meetings members mental mentor mentoring
    midwife might monday money monthly more most mostly mother mum mummy mums much multi multi-agency muslim
    muslims my nan national need needs neither never new newsletter next nhs no nobody none nor north not
    nothing november now nurse nurses nursery october of off offer office officer officers ofsted often ok old
    on once one online only open or other others our out over overall own paper parent parents partner partners
    partnership pathways pay peer people perhaps person phone place planning plans please point polish police
    policy poor poverty practice practitioners primary probably problem problems professional professionals
    programme project protocol provide public pupils quality quick quite rather ready really referral referrals
    refuge regular resources response reviews right risk roads romanian sadly safe safeguarding safer same
    saturday say scheme school schools scotland scottish secondary see senco send senior september services
    service several sexual share sharing she short should similar simple since sister snapchat so social some
    somebody someone something sometimes somewhere soon south special speech sports spring staff start starting
    still stop street strong students such summer sunday support supporting sure taking talk talks taxi teacher
    teachers team teams ten thank thanks that that's the their them then there these they they're things think
    this those though three through thursday tiktok time times to today together tomorrow too training
    training's travel truly tuesday twice two under understanding universal university until up us use used
    using usually very virtual visit visitor visitors visits voice voluntary volunteers waiting wales wards was
    we we're we've wednesday week weekly weeks well welsh were west what whatever when where whether which while
    whilst who whole whom why will winter with without women word work worker workers working workshops would
    xmas year years yes yesterday yet you young youth youtube zoom asian african american black white hindu sikh
    pakistani bangladeshi somali turkish ukrainian afghan syrian traveller travellers gypsy roma east lado mash
    dsl designated lead barnardo's nspcc samaritans mind microsoft world allow arrange agreed agreement bring
    build check continue create ensure explain fewer find fund hold improve increase invest involve lessons
    listened meet move offering passing prevention promote provision put raise reduce remember remove respect
    review run saw seeing set show speak speaking spend stay stronger take teach tell told train treat try trust
    understand wait want wider write written mr mrs ms miss ours hers theirs mine yours son daughter auntie
    uncle gran grandma grandad cousin
""")
"""Words that begin a sentence or are written with a capital and name nobody, from comments on safeguarding."""

PARTICLES = _words("""
    de da dos del della di van von der den bin ibn al el ap ab mac mc o la le st
""")
"""Small words within a name."""

GENERIC = _words("""
    the a an our my his her their your this that every each any some local special new old primary secondary
    junior infant infants high grammar nursery academy school schools college community catholic church first
    middle upper lower all both one two in at from to and most many good which what when if but so as for by of
    safer free state public private early years year safeguarding children children's social mental sixth form
    further majesty's general hospital centre health medical family youth club home surgery visits after before
    since while because head designated lead police pupil boarding driving sunday summer holiday no not is was
    attended attends left
""")
"""Words that do not name a school by themselves: "our primary school", "the Children's Centre"."""

ORDINARY = _words("""
    reading bath ware deal sale wells rugby sandwich ham eye hope march over street beer battle crook hook ash
    ford bow bury box broadway colne cove diss ely gates hatch hill hove lane leek loo mill moor nelson poole
    ray rye seal stone tring well wing wick wool yarm grace mark will faith joy rose may april june summer
    autumn daisy lily ruby amber jack bill frank rob pat sue art guy dean drew chase grant miles christian
    charity dawn eve ivy olive poppy violet iris robin victor rich nick harry jade ebony sky max sandy carol
    gene young brown white green black gray grey long short price day king cook baker carter cooper field wood
    woods banks bright best love lamb bird fox park parks page rice wise major little sharp strong savage moss
    marsh case church school college centre police council hospital team service services trust house home north
    south east west upper lower
""")
"""Place names and names of people that are ordinary words: from a list they are found only with their capital."""

"""Whether a text may be a person's name: the words of offices, organisations and topics that tell."""

from __future__ import annotations

import re
from collections.abc import Sequence

HONORIFIC = re.compile(
    r"(?<!\w)(?:(?:h\.? ?e\.?|s\.e\.|ms|miss|mx|dr(?:\.?\u00aa)?|prof(?:\.?(?:ssa|\u00aa|a))?|professor|"
    r"dott(?:\.?ssa)?|sir|dame|lord|rev|hon|amb|ambassador|herr|frau|m|"
    r"mme|mlle|sr|sra|dra|dña|dª|sig(?:\.?ra)?|ing|pd|"
    r"mag|mgr|in\u017c|n\. ?med|do\u00e7|judr|mudr|phdr|rndr|ibu|bapak|bpk|"
    r"pr|mr|mrs|ustad[hz]?|mtr[oa]|lic|licda|"
    r"(?:avv|arch|geom|hab|lek|doc|as|odb|assoc|asist|bc|ir|drs|drg|kh|pgs|ths|lic|\u043f\u0440\u043e\u0444|\u0434\u043e\u0446|\u0430\u043a\u0430\u0434|\u0434-\u0440|\u03b4\u03c1|\u03ba\u03b1\u03b8)(?=\.)|"
    r"[\u043a\u0434]\.\s?[\u0430-\u044f]\.\s?\u043d|\u05d3[\"\u05f4\u2019']+\u05e8|\u05e4\u05e8\u05d5\u05e4[\u05f3']?|"
    r"dipl|ph\.?\s?d|m\.?sc|b\.?sc|judge|gen|col|capt|madam|madame|monsieur|don|do\u00f1a|\u062f|\u0623|\u0433-\u043d|\u0433-\u0436\u0430)\.?\s+"
    r"(?:(?:-?ing|med|rer|nat|phil|jur|sc|scient|habil|h\. ?c|oec|pol|theol|agr|vet)\.\s+|(?:-?ing|med|rer nat)\s+|"
    r"(?-i:polit|eng|philos|odont|vet|scient|oecon)\.?\s+|"
    r"\u00f6\u011fr\.?\s+(?:\u00fcyesi|g\u00f6r\.?)\s+){0,4})+",
    re.IGNORECASE,
)
EAST_ASIAN = re.compile(r"[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{2,6}")
_EAST_ASIAN_BODY = re.compile(  # the ends of organisations and functions, which no name has
    r"(?:大学|大學|公司|会社|研究所|集团|集團|中心|学会|协会|總會|总会|联合会|商会|基金会|联盟|連盟|社|部|局|委|厅|院|政府|"
    r"银行|銀行|学校|中学|小学|高校|实验室|研究室|财团|財団|機構|庁|組合|市|县|県|省|馆|館|대학교|대|회사|연구원|연구소|협회|"
    r"학교|병원|은행|재단|협의회|정부|시청|공사|"
    r"主任|院士|学者|工程师|教授|经理|总裁|主席|书记|先生|女士|博士|研究员|专家|[长長]|교수|대표|이사|부장)$"
)
_JOBS = (
    r"director|minister|secretary|treasurer|president|chair|head|manager|professor|officer|ceo|cto|cfo|coo|founder|co-founder|"
    r"fellow|advis[eo]r|representative|ambassador|chief|lead|engineer|developer|researcher|scientist|editor|analyst|"
    r"consultant|partner|general|deputy|senior|rector|dean|judge|commissioner|leiter|leiterin|direktor|direktorin|"
    r"directeur|directrice|ministre|profesor|profesora|(?:vice-|pró-)?reitora?|secretári[oa]|diretora?|coordenadora?|"
    r"direttore|direttrice|professore|professoressa|giornalista|journalist|journaliste|periodista|ricercatore|ricercatrice|"
    r"letrad[oa]s?|catedr[aá]tic[oa]s?|diputad[oa]s?|concejal[ae]?|consejer[oa]s?|gerente|coordinadora?|vicerrectora?|"
    r"segretari[oa]|secretari[oa]|chairman|chairwoman|chairperson|lecturer|coordinator|economist|architect|specialist|"
    r"professora|professeure?|especialista|présidente?|vice-présidente?|doyen(?:ne)?|recteur|rectrice|préfet|préfète|"
    r"chercheu(?:r|se)|enseignante?|maître de conférences|chargée? de|responsable|geschäftsführer(?:in)?|vorsitzender?|"
    r"wissenschaftler(?:in)?|responsabile|docente|investigador(?:a)?|dyrektor|prezes|директор|профессор|доцент|"
    r"заведующ(?:ий|ая)|председатель|καθηγητής|καθηγήτρια|διευθυντής|διευθύντρια|πρόεδρος|κοσμήτορας|"
    r"πρύτανης|δήμαρχος|ministro|ministra|präsident(?:in)?|minister(?:in)|bürgermeister(?:in)?|alcalde(?:sa)?|sindaco|"
    r"министр|ректор|декан|руководитель|начальник|заместитель|сотрудник|"
    r"(?:ال)?(?:وزيرة?|رئيسة?|مديرة?|عميدة?|نائبة?|مستشارة?|سفيرة?|مندوبة?|محافظ|وكيلة?|أستاذة?)"
)
_ORGANISATIONS = (
    r"(?-i:AI|ENS)|university|universite|politecnico|polytechnic|polytechnique|politechnika|école|ecole|escuela|scuola|"
    r"institute|istituto|instituto|ministry|department|office|organi[sz]ation|association|foundation|inc|ltd|gmbh|llc|council|"
    r"comité|comitê|comitato|komitee|комитет|towarzystwo|izba|instytut|akademia|ministerstwo|urząd|fundacja|"
    r"commission|bank|agency|agence|agencia|agentur|agenzia|union|nations|committee|group|centre|center|college|school|company|universität|"
    r"ministerium|université|ministère|universidad|ministerio|stadt|city of|ville de|ayuntamiento|comune di|gemeente|"
    r"prefeitura|hochschule|institut|behörde|verein|società|universidade|universiteit|uniwersytet|университет|институт|"
    r"università|universitat|ateneo|facultad|facoltà|faculty|fakultät|academy|akademie|académie|accademia|academia|"
    r"hospital|klinik|klinikum|clinic|clinique|clínica|hôpital|ospedale|museum|musée|museo|museu|library|bibliothek|"
    r"biblioteca|bibliothèque|stiftung|fondation|fondazione|fundación|fundação|verband|federation|fédération|amt|"
    r"bakanlığı|müdürlüğü|derneği|üniversitesi|enstitüsü|vakfı|belediyesi|fakültesi|kurumu|odası|birliği|kementerian|universitas|dinas|"
    r"minisztérium|egyetem|egyesület|ministerul|universitatea|ministria|ministarstvo|univerzita|univerziteta?|"
    r"forening(?:en)?|förening(?:en)?|forbund(?:et)?|förbund(?:et)?|kommune|universitet(?:et)?|høgskole|högskola|"
    r"laboratory|laboratories|laboratoire|laboratorio|laboratório|"
    r"energy|labs|systems|solutions|technologies|software|consulting|ventures|networks|media|pharma|biotech|research|"
    r"академия|больница|библиотека|музей|фонд|ассоциация|министерство|город|πανεπιστήμιο|πανεπιστημίου|جامعة|وزارة|بلدية|مستشفى|معهد|مؤسسة"
)
_OFFICES = (  # before a name, as in "President Lou Grant" and "Treasurer, Bo Chu"
    r"president|presidente|presidenta|présidente?|präsident|präsidentin|mayor|bürgermeister|bürgermeisterin|maire|"
    r"alcalde|alcaldesa|sindaco|sergeant|dean|rector|rektor|rektorin|minister|ministerin|ministre|ministro|ministra|"
    r"ambassador|senator|pastor|pfarrer|pfarrerin|bishop|treasurer|schatzmeister|schatzmeisterin|trésorier|trésorière|"
    r"tesorero|tesorera|tesoureiro|tesoriere|chair|chairman|chairwoman|chairperson|vorsitzender?|chancellor|secretary|"
    r"burgemeester|wethouder|voorzitter|dagvoorzitter|rapporteur|ceo|cfo|cto|coo|director|direktor|direktorin|geschäftsführer|geschäftsführerin"
)
# Before the name of a town, as in "TU Graz".
_ACRONYMS = frozenset({"TU", "ETH", "FH", "HTW", "RWTH", "LMU", "MIT", "UCL", "CNRS", "EU", "UN", "WHO", "UNESCO"})
_SPELT = re.compile(r"[B-DF-HJ-NP-TV-XZ]{4,6}")  # an organisation that is spelt, and no name has: "HTWK"
OFFICE = re.compile(rf"(?:vice[- ])?(?:{_OFFICES})", re.IGNORECASE)
JOB_WORDS = re.compile(rf"\b(?:{_JOBS})\b", re.IGNORECASE)
ORGANISATION_WORDS = re.compile(rf"\b(?:{_ORGANISATIONS})\b", re.IGNORECASE)
_ROLE_AS_SURNAME = re.compile(r"(?<=^[^\W\d_])[^\W\d_]{1,15}\s(?:Dean|Judge|Bank|Head|Senior|Chief)$")
ROLE_WORDS = re.compile(rf"\b(?:{_JOBS}|{_ORGANISATIONS})\b", re.IGNORECASE)
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范廖贾夏韦付邹孟熊秦邱江"
    "尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蕭蔣葉蘇魏呂盧鍾譚陸賈韋鄒閻龍賀顧龔萬錢嚴湯"
)
# Words of titles, which no name has.
_TOPICS = frozenset(
    re.findall(
        r"\w+",
        """
    event events race races relay heat heats sprint hurdles
    statement statements reading motion motions debate session sessions panel panels keynote keynotes workshop
    workshops seminar tutorial tutorials meeting meetings discussion discussions presentation presentations
    introduction opening closing ceremony committee plenary roundtable lunch dinner breakfast reception exhibition
    paper papers talks part teil partie parte
    poster posters report reports questions adjournment consultations agenda sitzung vortrag vorträge begrüßung
    diskussion bericht berichte eröffnung podium podiumsdiskussion führung antrag anträge aussprache fragestunde
    séance débat rapport atelier ouverture clôture conférence sesión informe apertura clausura taller conferencia
    sessão abertura encerramento palestra sessione chiusura relazione заседание доклад доклады дискуссия открытие
    tecnologia tecnología tecnologie technologie innovación inovação innovazione ciência ciencia educação educación
    pesquisa equidade equidad desenvolvimento desarrollo sviluppo développement comunicação comunicación gestão gestión
    saúde закрытие обед your our this these how why what when where who which not from about into without advanced agile
    analytics applications approaches architecture architectures automation awareness backend basics benefits
    briefing browser building business challenges classification clustering coaching coding communication communities
    computer computing concept concepts configuration containers creating creation cybersecurity data database
    databases debugging deployment design detection developers developing development devops digital documentation
    ecosystem energy engineering environment environments ethics evaluation events example examples exercise
    exercises experience experiences exploring features feedback framework frameworks frontend fundamentals
    future getting governance guidelines hackathon hardware health history identity imaging implementation
    improvement improving infrastructure innovation innovations integration interaction interface interfaces
    interoperability internet introducing introductions inventory issues kubernetes language languages learning
    lessons leveraging library machine maintenance making managing management mapping marketing mechanics medicine
    mentoring methodology methods metrics microservices migration mobile modeling modelling models modules monitoring
    monitor music network networking networks neural object observability onboarding operations optimization
    organization overview patterns performance perspective perspectives physics pipeline pipelines planning platform
    platforms policies policy practice practices presenting principles privacy problem problems process processes
    processing production products programme program programming programs progress project projects prompt protocol
    protocols prototyping python quality quantum rapid reasoning remarks remote requirements research resilience
    resources responsible review robotics robots running scalable scaling science sciences scripting security
    services setting simulation simulations social society software solution solutions solving stack standards
    statistics storage strategies strategy streaming structure structures student students studies sustainability
    sustainable system systems teaching team teams technical techniques technology technologies templates testing
    supper symposium symposia congress congresso congreso kongress
    theory tools topics tour towards training transformation trends tuning understanding update updates usability
    using vision visual visualization visualisation welcome workflow workflows writing grundlagen einführung
    überblick ausblick zukunft entwicklung forschung daten digitalisierung künstliche intelligenz beispiel beispiele
    speaker speakers presenter presenters moderator moderators panelist panelists panellist panellists invited
    participants attendees officiant couples cocktail toasts speeches arrive arrives enter needs
    week weeks rehearsal rehearsals performances audition auditions callbacks
    barbecue baseball boat boats game games lecture lectures ride rides
    beyond limited custom native open global local free improved initial experiment experiments theoretical background
    landscape cloud reconsidered requested required asked answers years point points lobby spawn ranked campaign diseño
    docker linux windows android iphone java javascript typescript golang react angular amazon azure bitcoin
    blockchain estrategias estratégias ejemplos exemplos avançadas avanzadas wednesday thursday friday saturday sunday
    monday tuesday cohort kickoff recap demo demos breakout breakouts unconference deep dive fireside chat
    showcase celebration awards award concert movie film screening excursion tours sightseeing market museum party
    afterparty checkin registration arrival departure transfer boarding
    lösung lösungen methoden nachhaltigkeit gesellschaft sicherheit werkzeuge abschluss pause ergebnisse données
    recherche développement méthodes introducción datos desarrollo métodos introdução dados desenvolvimento
    introduzione dati sviluppo metodi введение данные разработка методы обзор
    """,
    )
)
# The ends of such words; "Concepción", "Asunción" and "Conceição" are names.
_ENDS_AS_TOPIC = re.compile(
    r"(?!(?:conce[pi]|as?sun|encarna|adora|purifica|visita|ascen|anuncia|consola)(?:[csz]i|ç))\w{3,}(?:[^s]tions?|sions?|ism(?:s|e|o|us)?|"
    r"ologi(?:es?|a|en|que)|ology|ci[oó]n|ciones|si[oó]n|[aiun]ção|ções|zion[ei]|heit(?:en)?|keit(?:en)?|schaft(?:en)?|"
    r"ität(?:en)?|ierung|ungen|icals?|ically|istics?|ized|ised|ware|ships?|[ai]lit(?:y|à)|ivit(?:y|à)|ities|idad(?:es)?|"
    r"idade|ités|ements|ences|ость|ости|ение|ание|аци[ия])",
    re.IGNORECASE,
)
# Behind an office: "présidente de la Région" is a function, "President Lou Grant" a person.
_OF = frozenset({"of", "for", "the", "de", "du", "des", "del", "della", "der", "do", "da", "dos", "das", "di"})
_ARTICLE = re.compile(  # of a topic: "Kunst der Fuge"; "Jan Van den Berg" is a person
    r"(?<!\b[Vv]an)(?<!\b[Vv]on)(?<!\b[Aa]uf)(?<!\b[Aa]us)(?<!\b[Ii]n)(?<!\b[Oo]p)(?<!\b[Zz]u)\s(?:der|den)\s"
)
FEWEST_OF_SENTENCE = 3  # words in small letters, which no name has
PARTS = 2  # of a name in East Asian script with a space in it
_HAN = re.compile("[\u3005\u3040-\u309f\u4e00-\u9fff]+")
_HANGUL = re.compile("[\uac00-\ud7a3]+")
_LONG_SURNAMES = frozenset({"남궁", "황보", "제갈", "선우", "독고", "사공"})
_ARTICLES = frozenset(  # and other words with which no name begins
    re.findall(
        r"\w+",
        "der die das den dem the la le les il lo los las el een het Auf Am Aus Beim Vom Zum Zur Aux Nel Nella Alla",
    )
)
_STREETS = frozenset(
    {"Via", "Viale", "Piazza", "Piazzale", "Rue", "Avenue", "Boulevard", "Calle", "Avenida", "Plaza", "Paseo"}
    | {"Rua", "Praça", "Ulica", "Ul."}
)
PARTICLES = frozenset(
    re.findall(
        r"\w+",
        "de da del della der den van von zu la le bin al el ibn dos du di y i do das ter ten "
        "де да дель дер ден ван фон ла ле бин аль эль ибн дю ди тер",
    )
)


def has_honorific(text: str) -> bool:
    """Whether a name begins with Dr. or Ms.; "Miss Buffalo Boat Ride" and "Dr. Lee opens this day with us" are none."""
    honorific = HONORIFIC.match(text)
    if honorific is None or ":" in text or text.split()[-1].casefold() in _TOPICS:
        return False
    behind = [word for word in text[honorific.end() :].split() if word.isalpha() and len(word) > 2]
    small = [word for word in behind if word.islower() and word not in PARTICLES]
    return len(small) < FEWEST_OF_SENTENCE


def looks_like_person(text: str) -> bool:
    """Whether this is two to five capitalised words or begins with an honorific; no function, no organisation."""
    stripped = text.strip()
    if HONORIFIC.match(stripped) and len(stripped.split()) <= 7:
        return has_honorific(stripped)
    words = re.sub(r"\([^()\n]*\)", " ", stripped).split()
    if words and (words[0] in _ARTICLES or words[0] in _STREETS or not words[0][0].isalpha()):
        return False
    if (told := _by_characters(words)) is not None:
        return told
    if words and (words[0] in _ACRONYMS or any(map(is_east_asian_body, words)) or any(map(_SPELT.fullmatch, words))):
        return False
    if len(words) > 2 and OFFICE.fullmatch(words[0]):
        return words[1].casefold() not in _OF and looks_like_person(" ".join(words[1:]))
    if len(words) > 3 and words[0][:1].isupper() and OFFICE.fullmatch(words[1]):  # "Finance Director Lou Grant"
        return words[2].casefold() not in _OF and looks_like_person(" ".join(words[2:]))
    if names_a_topic(" ".join(words)):
        return False
    capital = all(not word[0].islower() or word.lower() in PARTICLES for word in words)
    return (
        2 <= len(words) <= 5
        and capital
        and _ARTICLE.search(stripped) is None
        and not says_a_role(stripped)
        and not re.search(r"[\d:?!/\u3001\u3002\uff01\uff1f\u2190-\u21ff]", stripped)
    )


def _by_characters(words: Sequence[str]) -> bool | None:
    """Whether words in Korean, Chinese or Japanese script are a name in two parts; None for words in another one."""
    if words and all(map(_HANGUL.fullmatch, words)):
        return len(words) == PARTS and (len(words[0]) == 1 or words[0] in _LONG_SURNAMES) and len(words[1]) <= 3
    if len(words) > 1 and all(map(_HAN.fullmatch, words)):
        return len(words) == PARTS and len(words[0]) <= 3 and len(words[1]) <= 4 and not is_east_asian_body(words[1])
    return None


def is_name_in_parts(text: str) -> bool:
    """Whether this is a name in two parts of Chinese, Japanese or Korean script: "田中 太郎"."""
    return _by_characters(text.split()) is True


OF_A_TALK = (  # words before who speaks: "Keynote #1: Ann Lee"
    r"\b(?:keynote|invited|plenary|lecture|talk|speech|address|speaker|vortrag|conférence|ponencia|conferencia|palestra|"
    r"доклад|лекция)\b"
)


def surely_person(text: str) -> bool:
    """Whether this looks like a person also in a script without capitals, where only a title such as Dr. shows it."""
    return looks_like_person(text) and (any(map(str.isupper, text)) or HONORIFIC.match(text.strip()) is not None)


def names_a_topic(text: str) -> bool:
    """Whether one of the words is one of titles, which no name has."""
    words = [word.strip(".,").casefold() for word in text.split()]
    return any(word in _TOPICS or _ENDS_AS_TOPIC.fullmatch(word) is not None for word in words)


def says_a_role(text: str) -> bool:
    """Whether one of the words is a function or an organisation; behind a first name, a few of them are surnames."""
    return ROLE_WORDS.search(_ROLE_AS_SURNAME.sub("", text)) is not None


def is_east_asian_name(text: str) -> bool:
    """Whether this may be a name in Chinese, Japanese or Korean script: a few characters, and no organisation."""
    return EAST_ASIAN.fullmatch(text) is not None and _EAST_ASIAN_BODY.search(text) is None


def is_east_asian_body(text: str) -> bool:
    """Whether a text ends like an organisation in Chinese, Japanese or Korean script."""
    return _EAST_ASIAN_BODY.search(text) is not None


def is_chinese_name(text: str) -> bool:
    """Whether this is one of the usual surnames and one or two other characters."""
    return re.fullmatch(r"[\u4e00-\u9fff]{2,3}", text) is not None and text[0] in _SURNAMES

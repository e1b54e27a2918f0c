"""States and their business: offices, diplomacy, law, elections, sanctions."""

STATE = """
president: president президент prezydent präsident 대통령
prime-minister: prime_minister premier =pm прем'єр премьер
minister: minister міністр министр 장관 ministr
foreign-minister: foreign_minist foreign_secretar міністр_закордонн глава_мзс очільник_мзс закордонн_справ
  министр_иностранн глава_мид иностранн_дел
foreign-ministry: foreign_ministry =мзс =мид foreign_office state_department держдеп госдеп
foreign-policy-chief: foreign_policy зовнішньополітич внешнеполитич 외교
government: government cabinet уряд кабмін кабінет_міністр правительств 정부
parliament: parliament lawmaker =mp =mps deput congress senat bundestag верховн_рад парламент депутат
  конгрес сенат бундестаг госдум держдум =дума =думы
opposition: opposition опозиц оппозиц
#party: =party =parties партія партії партию партии партій партий
governor: governor =gov губернатор =ова облдержадміністрац начальник_област глава_област глава_регион
mayor: mayor =мер =мера =мером міський_голов мэр градоначальн
official: =official =officials authorit чиновник =влада =влади =владі =владу посадов =власти властей
  должностн
diplomat: diplomat дипломат 외교관
ambassador: ambassad embassy посол посольств послом =посла
spokesman: spokes речник речниц пресссекретар
#election: elect ballot vote =votes voter voting poll вибор виборч голосув голосов выбор выборы избират
  избран обран polling
referendum: referend
candidate: candidat кандидат
resign: resign step_down stepped_down quit відставк звільнивс отставк
appoint: appoint nominat признач назнач
dismiss: dismiss sacked fire_minister звільнил усунут уволил уволен отстран
visit: =visit =visits visited visiting arrived_in візит прибув прибул визит приехал прибыл
meeting: meeting =met =meet =meets зустріч зустріт зустрів встреч встрет заседан засідан 회의
summit: summit саміт саммит
talks: =talks negotiat переговор 협상
phone-call: phone_call telephone_conv phoned розмов по_телефон телефонн разговор созвон
agreement: agreement =deal =deals pact accord treaty угод домовл договор соглашен договорил
sign: =sign signed signing signature підпис подпис
sanction: sanction санкц 제재
embargo: embargo =ban =bans banned banning ембарго заборон эмбарго запрет запрещ
veto: =veto vetoes vetoed вето заветув
resolution: resolution резолюц
law: =law =laws legislat =bill =bills закон законопро законопроект
court: =court =courts judge tribunal суд =суді =суда =суду судд суддя судь трибунал
sentence: sentenc засуд вирок приговор
jail: jail prison =imprisoned ув'язн тюрм в'язниц колоні колони заключен
trial: =trial =trials судов_процес судебн_процес судебн
arrest: arrest detain custod затрима арешт заарешт задержа арест
charge: =charged =charges indict accus підозр обвинувач звинувач обвинен подозр обвин
investigat: investigat probe inquiry розслід слідств следств расслед следовател слідч
prosecutor: prosecut прокур
corruption: corrupt brib embezzl коруп хабар розкрад корруп взятк взяточ взятк взяток хищен
condemn: condemn denounc засуджу осуди осужд засудив
alarmed: alarm concern worr стурбован стривожен занепоко тривог встревож обеспоко озабочен тревог 우려
warn: warn застеріг застережен попереди попередж предупред предостереж 경고
threat: threat загроз погроз угроз угрож
escalation: escalat ескалац эскалац 고조
support: support підтрим поддерж 지지
reject: reject refus відхил відмов отверг отклон отказ
deny: =deny denies denied denial спростув заперечу опроверг опроверж отрица
demand: demand вимаг вимог треб требов
promise: promise pledge vow обіця пообіц обеща пообещ
proposal: propos initiative =plan =plans пропози пропону запропон предлож предлаг ініціатив инициатив =план
  =плану =планом =планы =плани
approve: approv adopt ratif ухвал схвал затверд ратиф одобр утверд принял_закон
independence: independen незалежн независим
sovereignty: sovereign суверен
alliance: allianc =ally =allies альянс союзник 동맹
membership: membership accession =join joined joining членств вступ вступл
partnership: partnership cooperat співпрац співробітн сотруднич партнерств 협력
citizenship: citizen passport громадян паспорт гражданств граждан
protest: protest demonstrat rally протест мітинг митинг демонстрац 시위
#protester: protester demonstrator протестувальник протестующ
reform: reform реформ
budget: budget бюджет
tax: =tax =taxes податк податок налог
police: police поліц полиц =мвд =мвс мусор 경찰
security-service: security_service спецслужб служб_безпек служб_безопасн
emergency: emergency надзвич чрезвычайн
curfew: curfew комендантськ_годин комендантск_час
martial-law: martial_law воєнн_стан военн_положен
human-rights: human_rights прав_людин прав_человек
refugee: refugee migrant asylum біжен мігрант притул беженц мигрант убежищ
frozen-assets: frozen_asset заморожен_актив замороженн_актив active_asset
reparation: reparat репарац
propaganda: propagand disinformat пропаганд дезінформ дезинформ
speech: =speech =address addressed промов звернен выступил виступи речь обращен
interview: interview інтерв интервь
statement: statement заяви заява заявил заявле 성명
royal: =king =queen =prince princess royal корол принц король королев
church: church cathedral patriarch церк церков собор храм патріарх патриарх
pope: =pope vatican =папа ватикан понтиф
dictator: =leader leaders лідер лидер
"""

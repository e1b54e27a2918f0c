"""Places and who lives in them, as far as sound alone does not carry them from one language to the next.

Names that are only spelled differently (Kharkiv, Харків, Харьков) need no line: their consonants meet.
"""

PLACES = """
ukraine: ukrain українс україн украинс украин ukraińsk ukrainisch 우크라이나
russia: russia росі росій =рф росси российс =rosja rosji rosyjsk russland russisch 러시아
north-korea: north_korea dprk =pyongyang кндр північн_коре північнокоре пхеньян северн_коре северокоре
  nordkorea 북한 korei_północn północnokoreań
south-korea: south_korea seoul південн_коре південнокоре сеул южн_коре южнокоре südkorea 한국
usa: =usa united_states america washington =сша америк вашингтон ameryka 미국
eu: =eu european_union brussels =єс євросоюз європейськ_союз брюссел =ес евросоюз европейск_союз =ue 유럽연합
  brukse
europe: europe європ європейськ европ
nato: nato =нато north_atlantic 나토
un: =un united_nations =оон
uk-state: =uk britain british =london британ великобритан лондон brytyjsk
germany: german berlin німеч німец берлін герман немец немецк берлин niem deutsch
france: france french paris франц париж francusk 프랑스
china: china chinese beijing кита пекін пекин 중국
japan: japan tokyo япон токіо токио 일본
poland: poland polish warsaw польщ польс варшав польш polsk
hungary: hungar budapest угорщ угорс будапешт венгр венгер
romania: romania bucharest румун румын бухарест
slovakia: slovak bratislava словач словац братислав
czechia: czech prague чех чеськ чешс =прагу =прагой =прагою празьк пражс =прага =праги
lithuania: lithuan vilnius литв литовс вільнюс вильнюс
latvia: latvia riga латві латвій латви латвий =рига =риги =ризі =риге
estonia: eston tallinn естон эстон таллін таллин
moldova: moldov chisinau молдов кишинів кишинев
georgia: georgia tbilisi грузі грузин тбілісі тбилиси грузи
belarus: belarus minsk білорус мінськ беларус белорус минск
turkey: turkey turkish türkiye ankara туреч турец турці анкар турци
iran: =iran iranian tehran іран тегеран =иран иранс =ирана =ирану =иране
iraq: iraq baghdad ірак багдад ирак
israel: israel jerusalem ізраїл єрусалим израил иерусалим 이스라엘
palestine: palestin gaza hamas палестин =газа =газі =гази =газу =газе =газы сектор_газ хамас
lebanon: leban beirut hezbollah ліван бейрут хезболл ливан =хизбалла
syria: syria damascus сирі сирій дамаск сири сирий
egypt: egypt cairo єгип каїр египет египт каир
saudi: saudi riyadh саудівс саудовс
india: india indian delhi інді індій =делі индия индий =индии =индию индий =дели
pakistan: pakistan islamabad
afghanistan: afghan taliban афган талібан кабул талибан
italy: ital rome італі італій =рим =риму =римі итали итальян =риме =рима
spain: spain spanish madrid іспан мадрид испан
greece: greece greek athens греці грецьк афін греци греческ афин
austria: austria vienna австрі австрій =відень відні австри =вена =вене =вены
switzerland: switzer swiss geneva швейцар женев
netherlands: netherlands dutch hague нідерланд гааг голланд нидерланд
belgium: belgi бельгі бельгій бельги
sweden: sweden swedish stockholm швец швед стокгольм
norway: norway norwegian oslo норве =осло
finland: finland finnish helsinki фінлянд фінськ гельсінк финлянд финск хельсинк
denmark: denmark danish copenhagen =данія =данії =данію данськ копенгаген датс
serbia: serbia belgrade сербі сербс белград сербии
armenia: armenia yerevan вірмен єреван армян армени ереван
azerbaijan: azerbaij baku азербайджан =баку
kazakhstan: kazakh astana казахс астан
canada: canad ottawa канад оттав
mexico: mexic мексик мексикан
brazil: brazil бразил
cuba: cuba =куба =куби =кубі =кубе кубин havana гаван
africa: africa африк африкан
asia: =asia asian =азія =азії азій =азия =азии азиат
"""

REGIONS = """
moscow: moscow kremlin москв москов кремл
kyiv: kyiv kiev київ києв киев киевс
kharkiv: kharkiv kharkov харків харков харьк
odesa: odesa odessa одес
lviv: lviv lvov львів львов
dnipro: =dnipro dnipropetrov дніпр днепр
zaporizhzhia: zaporizhzh zaporozh запоріж запорож
kherson: kherson херсон
mykolaiv: mykolaiv nikolaev миколаїв миколаєв николаев
sumy: =sumy сумщин сумськ =суми =сумах сумск =сумы =сумам sumy_region
chernihiv: chernihiv chernigov черніг чернігів черниг
poltava: poltava полтав
donetsk: donetsk donbas донець донеч донбас донецк донбасс donieck
luhansk: luhansk lugansk луганс луганщ
crimea: crimea sevastopol =крим =криму =кримом =криме =крим кримськ севастопол крым крымск
kursk: kursk курськ курщин курск 쿠르스크
belgorod: belgorod бєлгород білгород белгород
bryansk: bryansk брянс
rostov: rostov ростов
krasnodar: krasnodar krasnodarsk краснодар кубан
petersburg: petersburg петербур leningrad ленінград ленинград
black-sea: black_sea чорн_мор чорномор черн_мор черномор
baltic: baltic балт балтій балтий
mediterranean: mediterran середземн средиземн
danube: danube дуна
voronezh: voronezh воронеж воронез
smolensk: smolensk смоленс
saratov: saratov саратов
ryazan: ryazan рязан
tula: =tula тульськ тульск
oryol: =oryol =orel орловськ орловск
samara: samara самар
volgograd: volgograd волгоград
tver: =tver тверськ тверск
pskov: pskov псков
murmansk: murmansk мурманс
tatarstan: tatarstan kazan татарстан казань казані казани yelabuga єлабуг елабуг
novorossiysk: novorossiysk новоросійськ новороссийск
taganrog: taganrog таганрог
tuapse: tuapse туапсе
sochi: sochi =сочі =сочи
vinnytsia: vinnytsi вінниц винниц
zhytomyr: zhytomyr житомир
rivne: =rivne рівненськ ровенск
volyn: volyn lutsk волин волын луцьк луцк
ternopil: ternopil терноп
khmelnytskyi: khmelnytsk хмельниц хмельнич
cherkasy: cherkas черкас
kropyvnytskyi: kropyvnytsk кропивниц кіровоград кировоград
chernivtsi: chernivtsi чернівц чернівеч черновц черновиц
zakarpattia: zakarpatt uzhhorod закарпат ужгород
ivano-frankivsk: frankivsk франків франков прикарпат
kryvyi-rih: kryvyi_rih крив_ріг крив_роз крив_рог кривор
mariupol: mariupol маріупол мариупол
pokrovsk: pokrovsk покровськ покровск
bakhmut: bakhmut бахмут
kupiansk: kupiansk kupyansk куп'янс купянс
nikopol: nikopol нікопол никопол
kramatorsk: kramatorsk краматорс
sloviansk: sloviansk slovyansk слов'янськ славянск
"""

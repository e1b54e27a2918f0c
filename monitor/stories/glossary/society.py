"""Sport, culture, and the common verbs and things of the news that tell one event from another."""

SOCIETY = """
football: football soccer футбол
match: =match =matches матч
final: =final =finals фінал финал
champion: champion чемпіон чемпион
olympic: olympic олімп олимп paralymp паралімп паралимп
#medal: =medal =medals медал
goal: =goal =goals scored =гол =голи забив забил забит
win: =win =wins =won winner winning victor перемог перемож виграв виграл побед победит выиграл
lose: =lose =lost defeat програ поразк проигра
team: =team squad national_team збірн команд сборн
coach: head_coach тренер
player: player гравц гравец игрок
tennis: tennis теніс теннис
boxing: boxer boxing бокс боксер usyk
film: =film =films movie cinema фільм фильм кіно кино
festival: festival фестивал
award: award =prize премі нагород преми наград
nobel: nobel нобел
music: music singer song concert музик співа пісн концерт певец певиц песн
eurovision: eurovision євробачен евровиден
museum: museum exhibit музе вистав виставк выставк
book: =book =books writer author книг книж письменник писател
artist: artist painting художник картин
theatre: theatre theater театр
tourist: touris турист туризм
holiday: holiday christmas easter різдв великод рождеств пасх свят праздник
journalist: journalist reporter журналіст журналист кореспонд корреспонд
newspaper: newspaper газет видання издани
television: television =tv телебач телеканал телевид
women-rights: feminis abortion аборт
marriage: marri wedding одруж весілл свадьб брак
birth: =born birth народив народж родил рожден
open: =open =opens =opened opening reopen відкри открыл открыт відчин
close: =close =closes =closed closing closure shut закри закрыт закрыл
begin: begin =began =start started starts почав почал розпоч начал
stop: =stop =stops stopped halt suspend припин зупин прекрат останов приостан призупин
build: construct built =build =builds будівництв збудув побуд строительств построил строит
buy: =buy =buys bought purchas acquir =купив купил придба закуп покуп приобр закупк
sell: =sell =sells =sold selling =sale продав продал продаж
send: =send =sends =sent sending надісл відправ направи отправ послал
receive: receiv =получил получ отрим
return: return поверн вернул возврат вернут
cross: =cross crossed перетн перейшл пересек
arrive: arriv прибу прибы прибытт
leave: =leave =left =leaves depart залиш поїхав покин уехал
find: =found discover знайш виявл виявил нашли обнаруж найден
show: =show =shows showed reveal unveil показ продемонстр представил презент
publish: publish оприлюдн опублік опублик обнародов
release: releas freed освобожден_из відпуст отпуст
ban-entry: entry_ban persona_non нон_грат
expel: expel вислал видвор депорт выслал выдвор deport
recognise: recognis recogniz визнан визнал признан признал
claim: responsibilit відповідальн ответственн
aid: =aid humanitarian гуманітарн гуманитарн допомог помощ
donor: donor donat донор пожертв
volunteer: volunteer волонтер доброволь добровол
video: =video footage відео видео
photo: =photo =photos image знімк снимк фото снимок
document: document документ leaked
letter: =letter letters лист =листа письм
list: =list =lists список списк перелік перечень
report: =report звіт доклад отчет доповід
interpreter: interpret translator перекладач переводчик
third-country: third_countr трет_країн третьо_країн треть_стран треті_країн
secret: secret таємн секретн тайн
young: young youth молод молодіж молодеж
old: elderly пенсіонер пенсионер
first: first перш перв
last: =last останн последн
new: =new =нов =новий =нова =нове =новый =новая =новое =нові =новые
night: night уночі =ніч =ночі вночі ночь ночн нічн ночью
morning: morning уранці ранок вранці ранк =утро =утром =утра утренн
evening: evening увечері вечір ввечері вечер
regional: region oblast област регіон регион район district
capital: =capital столиц
city: =місто =міста =місті =містом =містах =city =cities =town =towns місто городе город
street: =street =streets вулиц улиц square площ площад
market-place: supermarket shopping =mall =shop =shops store магазин супермаркет торговельн_центр
  торгов_центр
restaurant: restaurant =cafe ресторан кафе
hotel: hotel готел отел гостиниц
warehouse: warehouse =depot склад сховищ
prison-colony: penal виправн_колон исправительн_колон
nuclear-plant: nuclear_power nuclear_plant zaporizhzhia_nuclear =заес =заэс атомн_електр атомн_электр
iaea: iaea =магате grossi гроссі гросси
"""

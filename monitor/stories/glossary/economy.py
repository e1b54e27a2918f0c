"""Economy, energy, transport, technology and science."""

ECONOMY = """
#dollar: dollar =usd долар доллар
#euro: =euro =euros =eur євро =евро
#rouble: rouble ruble рубл
#hryvnia: hryvnia грив грн
#percent: percent per_cent =pct відсотк відсот процент
#tonne: =tonne =tonnes =ton =tons тонн
#kilometre: kilomet =km =mile =miles кілометр километр =км
#metre: =metre =metres =meter =meters =метр метрів =метров =метра
#hectare: hectare =acres гектар =га
#degree: degree градус
#hour: =hour =hours годин =час =часа =часов
#day: =day =days =день =дні =днів =дня =дней
#year: =year =years =рік =років =роки =роках =год =года =лет =году
#litre: litre liter літр литр
#barrel: barrel барел баррел
#megawatt: megawatt =mw =gw мегават гігават мегаватт гигаватт
price: =price =prices pricing =cost =costs ціна =ціни =цін =цену =цены =цена =цен =вартіст стоимост подорожч
  подорож
rise: =rise =rises rising =rose increas surge climb soar зрос зріс підвищ збільш вырос повыш увелич рост
  взлет
fall: =fall =falls =fell falling declin drop decreas slump знизи впав упал сниж снизил паден зменш уменьш
  падін
record: =record рекорд
inflation: inflat інфляц инфляц
economy: econom економі экономи =ввп gdp
recession: recession рецесі рецесси
central-bank: central_bank =fed =ecb national_bank нацбанк центробанк =цб =нбу =єцб =ецб
interest-rate: interest_rate key_rate обліков_ставк ключев_ставк ставк
bank: =bank =banks банк
#loan: =loan =loans credit tranche кредит позик транш заем займ
fund: =fund =funds funding фонд
imf: =imf =мвф
world-bank: world_bank світов_банк всемирн_банк
invest: invest інвест инвест
company: compan firm =corporation компані компани фірм фирм корпорац
factory: factor заводу завод підприємств предприяти =фабрик
#worker: worker employe працівник робітник співробітник работник сотрудник рабоч
#job: =job =jobs layoff =layoffs звільнен_працівник увольнен скороч сокращ робоч_місц
strike-labour: walkout on_strike страйк забастов
wage: wage salar =pay зарплат оплат_прац
pension: pension пенсі пенси
market: market stock_exchange ринк ринок рынк рынок бірж бирж =shares
export: export експорт экспорт
import: import імпорт импорт
trade: =trade trading tariff торгівл торговел торгов митн тариф пошлин мито
grain: grain wheat corn =зерн зернов зерна пшениц кукурудз кукуруз
harvest: harvest =crop =crops sowing врожа посів урожа посев жнив
farmer: farmer аграр фермер
food: =food продовольств продукт_харч
oil: =oil crude petrol =нафт нафт нефт
refinery: refinery refiner нпз нафтоперероб нефтеперераб
oil-depot: oil_depot fuel_depot oil_terminal нафтобаз нефтебаз склад_пальн склад_гсм
gas: =gas =lng =газ газов газопров
fuel: =fuel gasoline diesel пальн бензин топлив дизел
pipeline: pipeline трубопров газопровід нафтопровід газопровод нефтепровод
electricity: electric =power electricity power_grid electr електр світл электр электроэнерг
energy: energy енерг энерг
power-plant: power_plant power_station електростанц электростанц =тес =тец =тэц =аес =аэс
substation: substation підстанц подстанц transformer трансформатор
coal: =coal вугіл вугл угол
coal-mine: coal_mine =шахта =шахті =шахте =шахты =шахти шахт miner
#miner: =miners шахтар шахтер
water: =water =води =водою вода воду водопост водоснаб =водой
heating: heating опален отоплен теплопост
driver: driver водій водія водіє водител
car: =car =cars vehicle =авто автомоб автівк автомоб машин
#bus: =bus =buses coach автобус minibus маршрутк
#train: =trains railway railroad =rail потяг поїзд залізни =поезд поезда электричк железнодорож залізнич
#carriage: carriage wagon вагон
metro: metro subway метро підземк
tram: tram трамва троллейб тролейб
#truck: truck lorry lorries вантажів грузов фур =фура
#plane: airliner =plane =planes passenger_plane пасажирськ_літак пассажирск_самолет boeing боїнг боинг
  airbus лайнер
airport: airport аеропорт аэропорт
#flight: =flight =flights рейс авіарейс авиарейс airline авіакомпан авиакомпан
#passenger: passenger пасажир пассажир
port: =port =ports harbour порт =порту портов
ferry: ferry пором паром
tanker: tanker танкер
shadow-fleet: shadow_fleet тіньов_флот теневой_флот теневого_флот
bridge: bridge =моста =мосту =мостом =мости =мостів =мосту =мост =міст моста мостов
road: =road =roads highway motorway дорог трас шосе шоссе
tunnel: tunnel тунел туннел тоннел
canal: canal канал strait проток пролив суец суэц
cable: cable кабел
internet: internet online інтернет интернет
telecom: telecom operator mobile_network оператор мобільн_зв'яз мобильн_связ
telegram: telegram телеграм
social-media: social_media social_network facebook соцмереж соцсет
satellite: satellit супутник спутник 위성
space: spacecraft rocket_launch космос космі космич космонавт astronaut cosmonaut nasa =наса мкс
moon: =moon lunar луна лун місячн
scientist: scientist research вчен науков учены научн дослідник исследоват
artificial-intelligence: artificial_intelligence =ai штучн_інтелект искусственн_интеллект =ші =ии
chip: semiconductor =chip =chips microchip чип мікросхем микросхем чіп
phone: smartphone =phone =phones смартфон телефон
climate: climat клімат климат
emission: emission викид выброс
solar: solar сонячн солнечн
wind-power: wind_power wind_farm вітряк ветряк вітров ветров
animal: animal твари животн zoo зоопарк
tree: =tree =trees дерев
lithium: lithium літій лития литий рідкоземел редкозем rare_earth
"""

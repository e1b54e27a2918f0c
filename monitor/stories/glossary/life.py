"""Health, nature, transport, technology, justice and everyday life: more of what newsrooms write about."""

LIFE = """
heart: =heart =hearts cardiac серц сердц сердеч
cancer: cancer tumour tumor =рак онколог пухлин опухол
brain: =brain =stroke мозок мозку мозг
blood: =blood =кров крові кровь крови кровью
transplant: transplant трансплант пересад пересаж
surgery: surger =operated хірургічн хирургическ операцію_на операцию_на
intensive-care: intensive_care реанімац реанимац
birth-baby: newborn infant =baby =babies немовл новонародж младен новорожд
pregnan: pregnan вагітн беремен
drug-medicine: medicine =pill =pills pharma ліки ліків медикамент препарат лекарств фарма
malaria: malaria малярі маляри
hiv: =hiv =aids =віл снід =вич =спид
ebola: ebola mpox ебол мавп_віс эбол оспа_обез
bacteria: bacteri salmonel legionel бактері бактери сальмон
mental-health: psychiatr psycholog психіатр психолог психиатр
alcohol: alcohol vodka алког горілк спиртн водк
smoking: smok tobacco cigaret =vape тютюн цигар курін табак сигарет курен вейп
cat-dog: =dog =dogs =cat =cats собак =пес =кіт кішк кошк =кот
wolf: =wolf =wolves вовк вовч волк волч
bear: =bear =bears ведмед ведмеж медвед медвеж
whale: whale dolphin =orca =кит =кити дельфін касатк дельфин косатк =киты
bird: =bird =birds птах пташк птиц
fish: =fish fishing fisher =риба рибал рибу рыб рыбак
shark: shark акул
forest: =forest =forests woodland =ліс =ліси =лісу =леса =лес =лесу
park: =park national_park парк
river: =river =rivers річк =ріка річц річок =реки =реке рекой =река =реку
lake: =lake =lakes озер
sea: =sea =ocean =моря =морі =море океан морем
beach: beach coast shore пляж узбереж берег побереж
mountain: mountain =peak alpine =alps =гори гірськ альп =горн горах
climber: climber mountaineer альпініст альпинист скелелаз
island: =island =islands острів остров
glacier: glacier льодовик ледник
ice: =ice icy ожелед =лід =лед гололед крига
lightning: lightning блискавк молния молнии молнией
fog: =fog туман
hail: hailstorm =hail =град градом
tsunami: tsunami цунамі цунами
ash: =ash =ashes попел пепел пепла
#victim: =victim =victims =casualty =жертва
toll: death_toll кількість_загибл число_загибл кількість_жертв число_жертв число_погиб количество_погиб
  количество_жертв
survivor: surviv вижив выжив уцілі уцеле
ambulance: ambulance paramedic швидк_доп скор_помощ
hospital-ship: field_hospital польов_госпітал полев_госпитал
smoke: =smoke =дим димом =дым дымом задимл
crane: =crane =крана =кран будівельн_кран
elevator: =lift elevator ліфт лифт
roof: =roof =roofs =дах =даху дахи крыш кровл
wall: =wall =walls стіна стіни =стен стена стены
factory-plant: =plant =works steelworks steel_plant =mill комбінат меткомбінат металург комбинат металлург
furnace: furnace =домна домн доменн
steel: =steel metallurg =сталь =сталі =стали металопрок
metal: =metal copper alumin =nickel =метал мідь алюмін =медь медн алюмин никель
gold-mine: gold_mine золот_коп золот_рудн золот_шахт
chemical: chemical ammonia хімічн аміак химическ аммиак
textile: textile garment cloth текстил =одяг одежд швейн
tobacco-shop: kiosk кіоск киоск
kitchen: restaurant_chain fast_food =mcdonald макдональд
milk: =milk dairy молок молоч
meat: =meat =beef =pork м'ясо м'яса мясо мяса свинин
bread: bread =flour хліб борошн хлеб =мук
sugar: sugar цукор цукр сахар
egg: =egg =eggs яйця яєць яйца яиц
wine: =wine =beer =вино =пиво =вина
recall: recalls =recall відклик отзыва отозва withdraws_from
fault: =fault faulty defect malfunction несправн дефект неисправ поломк
brake: brake гальм тормоз
engine: =engine =engines двигун двигател мотор
battery: batter акумулят аккумулят батаре
electric-car: electric_car =ev =evs електромоб электромоб електрокар
tyre: =tyre =tires =шина =шини =шины
pilot: =pilot =pilots пілот пилот льотчик летчик
captain: captain капітан капитан
runway: runway злітн_смуг взлетн_полос
emergency-landing: emergency_landing emergency_land аварійн_посад екстрен_посад аварийн_посад вынужденн_посад
  екстрено_сів экстренно_сел аварійно_сів аварийно_сел вимушен_посад экстренн_посад
divert: =diverted перенаправ
cancel: cancel скасов скасув отмен
delay: =delay =delays =delayed затрим_рейс задерж_рейс опозда опазды запізн спізн
postpone: postpon put_off відклад відклас перенес перенос отложи отклад
ground-run: aground ran_aground мілин =мель =мели
capsize: capsiz overturn перекинувс перекину опрокин переверн
boat: =boat =boats lifeboat човен човн лодк лодоч шлюпк катер
yacht: yacht яхт
container: container контейнер
spill: =spill =slick розлив разлив
derail: зійшов_з сошел_с сошли_с зійшли_з
station: railway_station train_station =вокзал вокзал
motorway: автострад автомагістр автомагистр
bicycle: bicycle =bike =bikes велосип самокат scooter
parking: parking парков парковк
speed: =speed speeding швидкіст скорост
cyber-money: crypto bitcoin =coin =coins криптов біткоїн криптоб криптовал биткоин биткойн
stock: =stock shareholder =акції акцій =акции акций
fine: =fine =fines =fined штраф
bail: =bail застав залог
appeal: =appeal =appeals =appealed апеляц апелляц обжалов
verdict: verdict =ruling =rules =ruled convict guilty винн вердикт винов призна_вин
acquit: acquit виправда оправда
life-sentence: life_sentence life_imprison =life_in довічн пожизнен
suspended-sentence: =suspended conditional_sent умовн іспитов условн
death-penalty: death_penalty execution executed смертн_кар смертн_казн стратил стратит казнь казни казнен казнил
lawyer: lawyer attorney =solicitor адвокат юрист
witness: witness свідк свідок свидетел очевид
treason: treason державн_зрад держзрад госизмен государственн_измен
defendant: defendant підсудн подсудим
escape: escap =fled =flee втік втеч утік сбеж бежал побег утек
inmate: inmate в'язн ув'язнен заключенн арестант
riot: =riot =riots rioting бунт заворуш беспоряд
gang: =gang =gangs cartel банд картел угрупов группировк
mafia: mafia мафі мафи
weapon-gun: =gun =guns pistol =rifle пістолет рушниц пистолет ружь винтов
rape: =rape =raped sexual зґвалт сексуал изнасил
abuse: =abuse abused насильств знущ насили издева
bully: bully harass цькуван домаган травл домогат
blackmail: blackmail extort шантаж вимаган вымогат
counterfeit: counterfeit =fake =fakes forged підроб фальш поддел
jewel: jewel diamond tiara necklace =crown коштовн діамант прикрас драгоцен бриллиант украшен тіара тиара
passport-visa: =visa =visas візов =візи =віз визов =визы =визу
census: census перепис
population: populat населення населени =населени демограф
birthrate: birth_rate народжуван рождаем
divorce: divorc розлуч развод
adoption: =adopted усинов усынов
homeless: homeless бездомн безхатч
rent: =rent =rents =rental орендн_плат арендн_плат оренда_житл аренда_жил
mortgage: mortgage іпотек ипотек
housing: housing =житла =житло жилья жилье
heritage: heritage unesco спадщин юнеско наслед
nobility: =duke duchess герцог
coalition: coalition коаліц коалиц
majority: majorit більшіст большинств
turnout: turnout явк
runoff: runoff second_round run_off другий_тур друг_тур второй_тур втор_тур другого_туру второго_тура
confidence-vote: no_confidence confidence_vote вотум недовір недовер
impeach: impeach імпічм импичм
snap-election: snap_election early_election достроков досрочн
ballots: бюлетен бюллетен
exit-poll: exit_poll екзитпол экзитпол екзит_пол экзит_пол
minority: minorit меншин меньшинств
far-right: far_right nationalist populist ультраправ націонал национал праворадикал
left: =leftist socialist соціаліст социалист лівоцентр левоцентр
right-wing: centre_right conservativ правоцентр консерват
green-party: =greens =зелені зелены
communist: communist комуніст коммунист
coup: =coup insurrection mutiny переворот заколот мятеж путч
constitution: constitut конституц
subsidy: subsid дотац субсид
debt: =debt =debts =борг боргу борги =долг =долга госдолг держборг
deficit: deficit дефіцит дефицит
quota: quota квот
customs-duty: =duty =duties =мито =мита =мит
euro-zone: eurozone єврозон еврозон
european-commission: european_commission єврокоміс еврокомис європейськ_коміс европейск_комис
european-parliament: european_parliament європарлам европарлам
bond: =bond =bonds облігац облигац
merger: merger takeover злитт поглин слияни поглощ
bankrupt: bankrupt insolven банкрут банкрот
layoff: redundan laid_off скорочен_прац
union: trade_union =union =unions профспілк профсоюз
pensioner: retire retirement пенсійн_вік пенсионн_возр
supply: =supply =supplies =запас постача
shortage: shortage нестач =брак нехватк
blockade: =block =blocks =blocked blockad блокад блокува заблок перекри перекры
march: =marched marchers марш шестви
crowd: =crowd =crowds stampede натовп тиснява толп давк
strike-hunger: hunger_strike голодув голодов
flag: =flag =flags прапор флаг
border-crossing: checkpoint =кпп пункт_пропуск пропускн_пункт
wall-fence: fence паркан огорож забор ограж
software: software program_update програмн_забезп программн_обесп оновлення_пз
update-tech: =update оновленн обновлен
browser: browser браузер
search-engine: search_engine search_data пошуков поисков
app: =app =apps application застосун додаток приложени
robot: robot робот
data: =data =дані =даних данные данных
password: password пароль парол
monopoly: antitrust monopol антимонопол монопол
patent: patent патент
startup: startup start_up стартап
video-service: youtube tiktok netflix ютуб тікток тикток нетфлікс нетфликс
google: google гугл
apple: =apple iphone =епл =эпл айфон
microsoft: microsoft майкрософт
meta: =meta instagram whatsapp інстаграм инстаграм ватсап вотсап
musk: =musk =маск =маска =маску tesla тесл spacex
advert: advert реклам
gambling: gambl casino betting азартн казино букмек лотер lotter
lawsuit: lawsuit =sue =sues =sued =позов позива =иск =иски судится
minimum-wage: minimum_wage мінімальн_зарпл мінімалк минимальн_зарпл мрот
nurse: =nurse =nurses медсест
firefighting-plane: пожежн_літак
drone-sighting: drone_sight
church-head: =bishop cardinal єпископ кардинал епископ
mosque: mosque muslim islam мечет мусульм іслам ислам
jewish: jewish synagog antisemit єврей синагог антисеміт еврейск антисемит
nazi: nazi holocaust нацист голокост холокост
pilgrim: pilgrim паломник прочан
queue: =queue =queues =черга =черги очеред
sanitation: sewage sewer каналіз канализ
garbage: garbage rubbish =waste сміт =мусор отход відход
tap-water: drinking_water питн_вод питьев_вод
well: =wells свердлов скважин
explosion-gas: gas_explosion вибух_газ взрыв_газ
"""

"""War, weapons and armed forces. A `#` marks what is counted: a number before it has this as its unit."""

WAR = """
war: =war =wars wartime warfare війн воєнн воїн война войне войны войну войной =wojna krieg 전쟁
invasion: invasion invade вторгнен вторжен
#soldier: soldier =troops serviceman servicemen servicewom trooper =personnel fighter infantry militar
  військов военн військ солдат боєц бійц боєць вояк військослужб особов_склад военносл =войск =войска войскам
  войсками =боец бойц личн_состав wojsk żołnierz soldat truppen 병력 군인 북한군
#brigade: brigade бригад
#battalion: battalion batalion батальйон батальон
#unit: =unit =units =detachment підрозділ подразделен
front: frontline =front front_line фронт линии_фронт передов
advance: advanc push_back просу просув продвин продвиг наступ offensive наступл assault штурм
retreat: retreat withdraw withdrew withdrawn pull_out pulled_out відступ відвод відвести відвел вивод вивест
  отступ отвод отвест вывод вывест вывел
capture: captur seiz occup захоп окуп захват оккуп взят_під
liberate: liberat recaptur retak звільн освобо освобожд
#prisoner: prisoner =pow =pows captiv полонен військовополон полон пленн военноплен плен =плен
exchange: exchange swap обмін обмен
#drone: drone =uav =uavs unmanned shahed geran дрон безпілот бпла шахед беспилот геран dron 드론 무인기
#missile: missile rocket iskander ракет іскандер искандер rakiet 미사일 tsirkon циркон kinzhal кинжал кинджал
ballistic: ballist баліст баллист 탄도
#bomb: =bomb =bombs bombing bombard glide_bomb бомб бомбард авіабомб авиабомб =каб =кабів =кабов =кабами
explosion: explo blast detonat вибух сдетонувал здетонувал взрыв сдетонир
explosive: explosive =ied вибухівк вибухов_пристр взрывчат взрывн_устройств взривн
#shell: =shell =shells artiller shelling shelled снаряд артилер обстріл обстрел артиллер munition ammunition
  боєприпас боеприпас
#mine: landmine =mine =mines demin мінн =міни =міну розмінув =мина =мины =мину минн разминир
air-defence: air_defen =ппо протиповітр =пво противовоздушн зенітн зенитн patriot anti_aircraft
intercept: intercept shot_down shoot_down shooting_down downed перехоп збит збил збив сбит сбил перехват
  нейтраліз destroyed_drone
#tank: =tank =tanks танк =armour armoured armored бронетехн бронемаш =бмп =бтр
#aircraft: aircraft warplane fighter_jet =jet =jets літак авіац винищувач самолет авиац истребит
#helicopter: helicopter гелікоптер вертоліт вертольот вертолет
#ship: =ship =ships vessel frigate corvette warship корабл судно =судна =суден судн корабель фрегат
submarine: submarine підводн_човен підводн_човн подводн_лодк
fleet: fleet navy naval флот вмс =вмф
airfield: airfield airbase air_base аеродром аэродром авіабаз авиабаз
base: =base =bases =barracks garrison казарм військов_баз военн_баз гарнізон гарнизон 병영
strike: =strike =strikes airstrik struck =hit =hits hitting удар вдари влуч уражен уразил ударил попадан
  поразил поражен
attack: attack raid атак атакув атаков налет наліт 공격
target: =target =targets targeting =ціль =цілей =цілями =цілі =цели =целей =целям =цель целью
sabotage: sabotag диверс саботаж
debris: debris fragment wreckage уламк уламок обломк обломок
air-raid-alert: air_raid air_alert siren повітрян_тривог повітрян_тривоз воздушн_тревог сирен
nuclear: nuclear ядерн атомн 핵
weapon: weapon =arms armament озброєн зброй зброї зброю оруж вооруж 무기
supply-weapons: arms_deliver arms_transfer weapons_deliver постачан поставк поставок deliver постав
military-aid: military_aid military_assist aid_package військов_допомог пакет_допомог военн_помощ
  пакет_помощ
long-range: long_range atacms далекобійн дальнобойн далеко_дальн storm_shadow
test-launch: test_fir test_launch launch запуск запустил пуск випробув випробов испытал испытан 발사
training: training =trained =train drill exercise навчан тренуван учени учебн тренировк полігон полигон 훈련
  firing_range
deploy: deploy redeploy розгорнут розміст розміщ перекин дислок развернут развертыв размест размещ переброс
  перебра
mobilise: mobilis mobiliz conscript draft мобіліз мобилиз призов призыв
general-staff: general_staff генштаб генеральн_штаб
defence-ministry: defence_ministry defense_ministry of_defence of_defense міноборон міністерств_оборон
  минобор министерств_оборон pentagon пентагон
intelligence: intelligence =spy =spies spying espionage розвід =гур =сбу разведк шпигун шпион sbu =фсб fsb
  정보
casualties: casualt =loss =losses втрат потер =потері потери
general: =general =generals =commander =генерал генерала командувач головнокоманд командующ главнокоманд
  командир
ceasefire: ceasefire truce armistice перемир припинен_вогн режим_тиш прекращен_огн 휴전 cease_fire
peace: =peace мирн =мир =миру =мира
defence: =defence =defense defend defender оборон захист захисник защит защитник
fortification: fortif trench =укріплен фортиф окоп укреплен траншей
settlement: =settlement =settlements =village =villages село =села =сіл селищ населен_пункт =сел =селе =селі
  деревн посел
border: border frontier кордон прикордон погран границ приграничн
mercenary: mercenar wagner найман вагнер наемник
partisan: partisan guerrill партизан
war-crime: war_crime воєнн_злочин военн_преступлен
"""

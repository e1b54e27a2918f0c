"""What happens to people and things: death and rescue, disasters, crime, accidents, health, weather."""

EVENTS = """
#killed: kill =dead death =die =died =dies =deaths fatal slain =dying загиб загин вбит вбив убит смерт жертв
  помер погиб умер скончал убил убий zginę tote getötet 사망 lives_lost
#wounded: wound injur =hurt поранен поранив постражд травм ранен ранил пострад rannych verletzt 부상
  hospitalis hospitaliz госпіталіз госпитализ
#missing: =missing зник безвіст безвест пропав_без пропал
#person: people =person =persons inhabitant resident =men =women людин людей люди =осіб =особи мешкан житель
  жител человек =людям =лиц =жінк женщин чолов мужчин osób menschen 명
#child: child =boy =girl teenager =kids дитин дітей =діти =дітям хлопч дівчин ребен детск =детьми =детям
  =детях =дети =детей подрост підліт мальчик девочк
#civilian: civilian цивільн мирн_житель мирн_жител гражданск мирн_люд
#family: famil родин =сім'ї =семья =семьи семей
rescue: rescu =saved saving врятув рятувальн рятува спасат спасен спас
#rescuer: rescuer firefight first_responder рятувальник пожежник пожарн спасател emergency_crew
evacuate: evacuat евак эвак
search: =search =searches searched searching розшук пошук поиск розшуку розыск
fire: =fire =fires blaze =burn =burned =burning =burns =ablaze =flames пожеж горі загор спалах пожар горит
  загорел горел возгоран займан
flood: flood inundat повін затоп паводк навод подтоп підтоп
earthquake: earthquake =quake tremor seismic землетрус сейсм землетряс магнітуд магнитуд magnitude
storm: =storm =storms hurricane typhoon cyclone tornado gale шторм ураган тайфун буревій смерч торнадо буря
  циклон
snow: snow blizzard сніг снігоп хуртовин снег снегоп метел
rain: =rain =rains rainfall downpour дощ злив дожд ливн
frost: frost freez мороз заморозк похолод
heat: heatwave heat_wave =heat спек жара жары зной
weather: weather forecast погод прогноз meteorolog синоптик
drought: drought посух засух
wildfire: wildfire forest_fire лісов_пожеж лесн_пожар
avalanche: avalanche landslide mudslide лавин зсув оползен оползн
volcano: volcan erupt вулкан виверж изверж
dam: =dam =dams hydroelectr reservoir дамб гребл =гес плотин водохран водосхов
collapse: collaps обвал обруш рухнув рухнул
crash: crash collid collis derail зіткн аварі катастроф авари столкн розбив розби разбил крушен сошел_рельс
road-accident: road_accident car_crash car_accident =дтп traffic_accident
accident: accident incident інцидент инцидент происшеств
gas-leak: gas_leak leak витік утечк
poison: poison отру отрав
drown: drown потону утоп sank =sink sinking затону утонул
shooting: shooting shooter gunman gunmen gunfire opened_fire стрілян стрілок стрельб стрелок стрелял стріляв
  открыл_огон відкрив_вогон
stabbing: stab =knife =ніж ножем нож ножов
murder: murder вбивств убийств homicid
terror: terror теракт терор террор
hostage: hostage заручн заложник
kidnap: kidnap abduct викрад похищ
theft: theft thief thiev stole =rob robb burglar heist крадіж вкрал викрал краж украл ограб пограб
fraud: fraud scam шахра мошен афер
smuggling: smuggl contraband контрабанд
drugs: =drug =drugs narcotic cocaine heroin наркотик наркот кокаїн кокаин
cyber: cyber hack кібер хакер кибер взлом злам
outage: outage blackout power_cut without_power without_electric знеструм відключен блекаут обесточ отключен
  без_світл без_свет без_электр без_електр блэкаут
repair: repair restor ремонт відновл восстан починил
damage: damag пошкод поврежд ушкодж
destroy: destroy ruin знищ зруйн руйнув уничтож разруш
#house: =house =houses =home =homes =dwelling будинк будинок осел житлов =дом =дома =домов жилой жилы жилых
  жилым жильц жилой
#apartment: apartment =flat =flats багатоповерх квартир многоэтаж high_rise
#building: =building =buildings будівл споруд здани =построек постройк
#school: school школ шкіл ліцей лицей
university: universit університет университ студент student
#hospital: hospital clinic лікарн больниц госпітал госпитал клінік клиник
#patient: patient пацієнт хвор пациент =больных больн
disease: disease infect virus outbreak epidem захворюв хвороб інфекц вірус епідем болезн заболев инфекц
  вирус вспышк эпидем
vaccine: vaccin вакцин щеплен прививк
covid: covid ковід ковид coronavirus коронавірус коронавирус
cholera: cholera холер
measles: measles =кір =кору корь
flu: =flu influenza грип грипп
doctor: doctor medic =surgeon лікар медик врач хірург хирург
bird-flu: bird_flu avian пташин птич
pollution: pollut smog забрудн загрязн смог
radiation: radiat радіац радиац
#body: =body =bodies =remains тіл =тіло =тіла =тела =тело останк
funeral: funeral buried burial похорон поховал похоронил mourn траур жалоб
memorial: memorial monument пам'ятник меморіал памятник мемориал
anniversary: anniversar річниц годовщин
"""

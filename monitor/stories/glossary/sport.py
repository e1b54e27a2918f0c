"""Sport, culture and learning, as far as their words differ from one language to the next."""

SPORT = """
league: =league =leagues ліга лізі лігу ліги лига лиге лигу лиги
#goalkeeper: goalkeeper =keeper воротар вратар голкіпер голкипер
striker: striker =forward =forwards форвард нападник нападающ
defender-sport: centre_back full_back midfield півзахис полузащит
transfer: transfer трансфер =loan_deal оренд аренд
contract: contract контракт
derby: derby дербі дерби
penalty-kick: =penalty =penalties пенальт
draw: =draw =drew =tie нічи ничья ничью ничьей внічию вничью
stadium: stadium =arena стадіон стадион арен
fan: =fan =fans supporter ультрас уболівал вболівал болельщик фанат
cup: =cup кубок кубка кубку кубком кубке
#round: quarter_final quarterfinal semi_final semifinal чвертьфінал півфінал четвертьфинал полуфинал
qualify: qualif відбір відбор кваліфік отбор квалиф
tournament: tournament турнір турнир
champions-league: champions_league ліга_чемп лізі_чемп ліги_чемп лигу_чемп лиги_чемп лиге_чемп
premier-league: premier_league апл прем'єр_ліг премьер_лиг
injury-sport: =torn hamstring =knee зв'язок =травма =травму связок
ski: =ski skier skiing slalom лиж лыж слалом
biathlon: biathl біатлон биатлон
relay: relay естафет эстафет
skating: skating skater фігурист ковзан фигурист конько
swim: swim плавання плавец плавц плавань пловец пловц пловч
run-sport: marathon sprinter athletics марафон спринт легкоатлет
cycling: cyclist cycling велосипед велогон велоспорт
racing: =race =races racing formula_one =f1 гонк гонщ перегон формул
basketball: basketball =nba баскетбол нба
hockey: hockey =nhl хокей хоккей нхл
volleyball: volleyball волейбол
gymnast: gymnast гімнаст гимнаст
wrestl: wrestl judo боротьб борець дзюдо борец борьб
chess: chess шахи шахіст шахма шахмат
doping: doping banned_substance допінг допинг
ban-sport: disqualif дискваліф дисквалиф
gold: =gold золот
silver: silver срібл серебр
bronze: bronze бронз
title: =title титул
score: =score =scored рахунк рахунок счет
opera: opera =опер оперн
ballet: ballet балет
actor: actor actress актор актрис актер
director-film: film_director filmmaker кінорежис режисер режиссер кинорежис
premiere: premiere прем'єра премьера премьере прем'єру премьеру
series-tv: tv_series sitcom серіал сериал
cartoon: animat cartoon мульт аніма анима
game: video_game gaming відеогр видеоигр геймер
poet: =poet poetry =poem поет вірш поэт стихо
library: librar бібліот библиот
archaeology: archaeolog археолог
ancient: ancient =roman antiq давн стародав античн древн
treasure: treasure =hoard скарб клад_монет сокровищ
auction: auction аукціон аукцион
sculpture: sculpt statue скульпт стату
collection: =collection =collector колекці коллекц
exhibition: exhibition =expo
fashion: fashion =model designer =мода модель модн дизайнер
celebrity: celebrit =зірка знаменит
language: =language =languages =мова мову мови языка языке языком
translation: translation =переклад =перевод
teacher: teacher вчител учител педагог
exam: =exam =exams =нмт =зно =егэ іспит экзамен
kindergarten: kindergarten nursery дитсад дитяч_сад детсад детск_сад
#student: =pupil =pupils schoolchild учн учень ученик школяр школьник
science: =science =наук наука науку
physics: physic фізик физик
chemistry: chemist =хімі химик хімік химия
medicine-science: clinical_trial клінічн_випроб клиническ_испыт
telescope: telescope телескоп
asteroid: asteroid meteor comet астероїд метеор комет астероид
orbit: =orbit orbital орбіт орбит
rocket-carrier: booster carrier_rocket ракет_носі ракет_носит
lander: =lander =rover =probe =probes спускн зонд марсох місяцех луноход
landing: =landing =landed touch_down touchdown посадк приземл прилун примісяч сів_на сел_на
crew: =crew =crews екіпаж экипаж
cosmodrome: cosmodrome spaceport launch_site космодром
mars: =mars martian марс
dinosaur: dinosaur динозавр ящер
fossil: fossil palaeont paleont скам'ян окаменел палеонт
genome: =gene =genes genetic genome =dna =ген генетич генетик генетическ =днк
"""

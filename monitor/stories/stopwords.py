"""Words that say nothing of what the news is about, in the languages that are watched most."""

ENGLISH = """
a about above after again against all also although am amid among an and any are as at be because been before
being below between both but by can could did do does doing down during each few for from further had has have
having he her here hers him his how i if in into is it its itself just like may me might more most much must my
near no nor not now of off on once one only or other our out over own per said same say says saying she should
since so some still such than that the their them then there these they this those through to told too two under
until up upon us very was we were what when where which while who whom why will with within without would yet
you your according including around near
"""

UKRAINIAN = """
а або адже але б без біля був буде будуть була були було бути в вам вас вже ви від відповідно він вона вони воно
все всі втім г де деякі для до е є ж за зараз згідно зі з із й його йому її їй їх їхні її і інші інший і коли
крім кого котрий ли лише ледь мав має мають між може можуть мені ми можна на навіть над нам нас наш не неї ні
ним них ну об однак окрім он оскільки ось от по повідомив повідомила повідомили повідомляє повідомляють
повідомили під після поки при про проте раніше с сам саме свій своєї свої своїх себе сказав сказала так також та
там те тепер теж ти тим то тоді той того тому у усі хоча це цей цих цього цьому ця ці час через чи ще що щоб
щодо я як яка яке які якій який яких якого якому якщо словами пише пишуть зазначив зазначила додав додала станом
наголосив
"""

RUSSIAN = """
а без благодаря более бы был была были было быть в вам вас ведь во вот все всех всего вы где да даже для до его
ее ей если есть еще ж же за здесь из или им их к как какой когда который которая которые которых ко кто ли лишь
между меня мне мы на над нам нас наш не него нее нет ни них но ну о об один однако около он она они оно от очень
по под пока после потому при про с сам свой своей свои своих себе себя сейчас сказал сказала со согласно
сообщает сообщают сообщил сообщила сообщили так также там тем тогда того тоже только том ты у уже хотя чего чем
через что чтобы этих это этого этой этом этот эту эти я словам пишет пишут отметил отметила добавил добавила
заявил заявила заявили время данным
"""

POLISH = """
a aby ale bez był była było były być czy dla do gdy go i ich ile im iż ja jak jako je jego jej jest jeszcze już
każdy kiedy która które który lecz lub ma mają między na nad nie niż o od oraz po pod podał poinformował przed
przez przy są się tak także tego tej ten to tu tym w we wszystkie z za ze że żeby
"""

GERMAN = """
aber als am an auch auf aus bei bis das dass dem den der des die doch durch ein eine einem einen einer eines er
es für gegen hat haben hatte ich im in ist mit nach nicht noch nur oder sagte sei sein seine seit sich sie sind
so über um und unter vom von vor war waren wegen wie wird wurde wurden zu zum zur
"""

STOP_WORDS = frozenset(" ".join((ENGLISH, UKRAINIAN, RUSSIAN, POLISH, GERMAN)).split())

"""Short forms of first names, in the languages that pages are written in."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

_SHORT = """
abigail abby | alejandra ale | alejandro ale alex jandro | alessandra ale sandra | alessandro ale sandro alex
alexander alex xander sandy lex sascha | alexandra alex sandra lexi sandy | alexandre alex | alfred alf fred freddy
alison ali | amanda mandy | andrea andy | andreas andi andy | andrew andy drew | andreia deia | angela angie
anthony tony ant | antoinette toni | antonia toni | antonio toni tony toño tonio antò | antónio tó tony
barbara barb babs bibi | bartholomeus bart | beatrice bea bice | beatriz bia bea | benedikt bene ben
benjamin ben benji benny benno | bernhard bernd berni | bernard bernie | birgit bibi biggi gitte
brigitte gitte gitti | bradley brad | bruno bru | carlos charly carlitos | carolina carol caro lina
caroline caro carrie | carolyn carol | catarina cata cat | catherine cathy cate kate katie cat | cecilia ceci
charles charlie chuck chas | charlotte charlie lotte lottie | christian chris | christina chris tina chrissy
christine chris tina | christoph chris | christophe chris | christopher chris kit topher | clara clarinha
claudia clau | concepción concha conchi | constanze conny | cornelia conny | cornelis cor kees | cristina cris tina
daniel dan danny dani | daniela dani | danielle dani | david dave davy davi | deborah deb debbie | dominic dom nic
dominik domi | dominique dom domi | dolores lola | donald don donny | dorothea doro thea dorle | edoardo edo
eduardo edu lalo dudu | edward ed eddie ted ned | eleanor ellie nell | elena ele
elisabeth lisa sissi elli betty els liesbeth | elizabeth liz beth lizzie betsy eliza ellie betty libby
emanuele manu lele | emmanuel manu | emmanuelle manu | enrique quique kike | ernesto neto | eugene gene
felipe pipe lipe | ferdinand ferdi | fernanda fer nanda | fernando fer nando | florian flo | francesca franci
francesco franco checco | francis frank | francisca paca fran chica | francisco paco pancho fran chico kiko quico
franziska franzi | françois fanfan | frederic fred | frederick fred freddie | frédéric fred | friedrich fritz fred
gabriel gabe gabri gab | gabriela gabi | gabriele gabi | gabriella gabi | gaetano tano | georg schorsch
gerald gerry | gerard gerry ger | gerhard gerd | giacomo jack | gianluca luca gian | giovanna vanna
giovanni gianni vanni | giuseppe beppe peppe pino | giuseppina pina | gonçalo gonça | gregory greg | guilherme gui
guillermo guille | gustavo gus guga | hannelore hanne lore | hans-jürgen hajo | heinrich heiner heinz | helena lena
helen nell | hendrik henk rik | henrique rique | henry harry hank | ignacio nacho | ignazio nazio
isabel isa bel isabelita | isabella bella isa | isabelle isa | jacob jake jack | jacobus koos jaap
jacqueline jackie | james jim jimmy jamie | jean-baptiste jb | jean-christophe jc | jean-claude jc
jean-françois jef jf | jean-luc jl | jean-marc jm | jean-michel jm | jean-philippe jp jeanphi | jean-pierre jp
jeffrey jeff | jennifer jen jenny | jeremy jerry jez | jessica jess jessie | jesús chus chuy suso
joachim achim jo jochen | joana jo juju | joanna jo joey | joanne jo | joaquín quino | johannes hannes hans jo johan
john jack johnny jon | jonathan jon jonny johnny | joão jota joca | jorge coque | josé pepe | josefa pepa fina
josef sepp jupp | joseph joe joey jo | josephine jo josie | joshua josh | juan juanito | judith judy
julia jule jules ju | julian jules | juliane jule | juliana ju | julie jules | katarina kat
katharina kathi katha kati | katherine kate kathy katie kat kitty | kathleen kathy kate kat | kathrin kathi
katrin kati kathi | kenneth ken kenny | kimberly kim | klaus-peter kp | konstantin konsti | larissa lari | laura lau
laurence larry | lawrence larry laurie | leonard leo len lenny | leonardo leo | leonor nono | leopold leo poldi
leticia leti lety | lorenzo lori renzo | louis lou | louise lou | lourdes lulu | lucía luci | ludwig lutz wiggerl
luís lula | luiz lula | madeleine mado | maddalena lena madda | magdalena lena magda | manuel manu manolo
manuela manu | marcelo celo | margaret maggie meg peggy marge greta | margarita marga rita
margarethe grete gretel greta | maria mia | mariana mari nana | maria-luise marlis | maría mari | marie-christine mc
martin marty | martina tina | mathieu mat | mathilde mat | matteo teo | matthew matt matty
matthias matthes matze hias | mattia matti | maurizio mauri | mauricio mauri | maximilian max maxi | maximilien max
mercedes merche | michael mike mick mickey michi micha mitch | michaela michi | michel mich michou | michele michi
michelle shelly | miguel migue | miriam miri | mirjam miri | monika moni | montserrat montse | nadia nadi
natalia nati talia | natalie nat | nathalie nath | nathan nate nat | nathaniel nate nat | nicholas nick nicky nico
nicola nico nicky | nicolas nico | nicole nicky nic niki | nicolò nico | nikolaus niko klaus nik | octavio tavo
oliver ollie olli | olivia liv livvy | oscar ozzy | pablo pablito | pamela pam | paola pao
patricia pat patty trish tricia patri | patricio pato | patrick pat paddy | patrícia pati pat | paulo paulinho
penelope penny | peter pete | philip phil | philipp phil | philippe phil | pieter piet | pilar pili | rachel rach
rafael rafa rafi | raimondo mondo | ramón moncho | raphael raph rafi | raymond ray | rebecca becky becca bex
regina gina | reinhard reini | renate reni nate | ricardo ricky rick cacá | riccardo ricky ricca
richard rick dick rich richie ricky | robert bob rob bobby robbie bert | roberta robi | roberto beto tito robi
rodrigo rodri | ronald ron ronnie | rosario charo | rosalind roz | rudolf rudi rolf | rui ruca
salvador salva chava | salvatore salvo totò turi | samantha sam sammy | samir sam | samuel sam sammy | sandra sandy
santiago santi | sarah sally | sebastian basti seb bastian | sebastiaan bas | sebastián seba sebas | sébastien seb
sergio checo | simone simo | sofia sofi | sophia sophie | soraya sory | stefan steff | stefania stefi
stefanie steffi | stefano ste | stephan steph | stephanie steph steffi stevie | stephen steve | steven steve
stéphane steph | susan sue susie suzy | susanne susi sanne | susana susi | tatiana tati | teodoro teo
terence terry | teresa tere terri tess | tereza tetê | theodor theo | theodore ted theo teddy | theodorus theo dorus
theresa terry tess resi | thérèse tété | thomas tom tommy | timothy tim timmy | tobias tobi | tommaso tommy tom
valentin vali | vanessa nessa | veronica vero | verónica vero | veronika vroni vero | véronique véro
vicente chente | victoria vicky tori | viktoria vicky | vincent vince vinnie | vincenzo enzo vince | virginia ginny
vitória vivi | walter walt | wilhelmina mina wil | wilhelm willi willy | willem wim pim
william bill will billy liam | wolfgang wolf wolfi | xavier xavi | yolanda yoli | zachary zach zack
"""


def nicknames(first: str) -> tuple[str, ...]:
    """Say what a person of this first name is commonly called, in lower case; a short form says the full ones.

    `Michael` says mike, mick …; `Mike` says michael. Empty for most names. Own table.
    """
    key = _plain(first)
    return tuple(form for form in (*_CALLED.get(key, ()), *_MEANT.get(key, ())) if form != key)


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char))


def _table() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    called: dict[str, tuple[str, ...]] = {}
    meant: dict[str, tuple[str, ...]] = {}
    for entry in _SHORT.replace("\n", " | ").split("|"):
        name, *short = _plain(entry).split() or [""]
        called[name] = (*called.get(name, ()), *short)
        for form in short:
            meant[form] = (*meant.get(form, ()), name)
    return called, meant


_CALLED, _MEANT = _table()

"""Words that may stand for each other in the sample deeds, by lemma; the way back holds too."""

PAIRS = {
    "fi": """viikko=viikkojakso päivä=vuorokausi tunti=tuntimäärä tehdä=toteuttaa vuosi=vuosijakso tulla=saapua
        vuoro=työvuoro esihenkilö=lähijohtaja pitää=täytyä toinen=muu ensimmäinen=alkuperäinen puoli=puolikas
        kirjoittaa=laatia kysyä=tiedustella työ=tehtävä tavoite=päämäärä yksikkö=toimipiste haluta=toivoa
        työntekijä=henkilökunta asiakas=palvelunsaaja palaute=kommentti nuori=nuoriso tarvita=edellyttää
        nousta=kohota lapsi=lapset saada=vastaanottaa vastaus=reaktio tietää=tuntea aika=ajankohta kuukausi=kuunvaihde
        merkitä=kirjata kuljettaja=ajaja keskimäärin=yleensä käynti=vierailu minuutti=hetki hakemus=anomus
        ilmoitus=tiedote lomake=kaavake kotihoito=kotipalvelu kierros=vaihe lista=luettelo jakso=kausi
        etukäteen=ennalta kohta=paikka antaa=luovuttaa asukas=kuntalainen käyttää=hyödyntää siirtää=vaihtaa
        keittiö=ruokapalvelu ruoka=ateria keskustelu=juttelu sopia=päättää muuttua=vaihtua sivu=arkki ehtiä=keritä
        ruokailu=ateriointi kertoa=selostaa laskea=vähentyä talo=rakennus nähdä=havaita reitti=kulkutie
        automaatti=laite tieto=informaatio oppia=omaksua kokous=tapaaminen kokeilu=pilotti alkaa=käynnistyä
        opiskelija=harjoittelija osuus=määrä tiimi=ryhmä palaveri=neuvottelu syy=peruste muutos=uudistus
        täyttää=ladata henkilöstö=työväki edellinen=aiempi vähetä=supistua hävikki=tappio tila=huoneisto
        lähteä=poistua lounas=päivällinen ihminen=henkilö katsoa=tarkastella puhua=jutella ohjaaja=neuvoja
        päättää=ratkaista siivooja=laitoshuoltaja huone=työhuone tapaturma=vahinko kahvila=kahvio voida=pystyä
        vaikuttaa=vaikuttua kulua=mennä melu=häly ääni=meteli valita=poimia koulutus=valmennus lukea=tutkia
        soittaa=puhelin vastata=reagoida selittää=perustella""",
    "sv": """vecka=sjudagarsperiod chef=förman anställd=arbetstagare dag=dygn timme=timtal fråga=undra behöva=kräva
        skriva=anteckna jobb=arbete kommun=ort vilja=önska skift=pass komma=anlända månad=månadsperiod enhet=avdelning
        mål=syfte personal=medarbetare göra=genomföra samtal=diskussion lista=förteckning ändra=förändra hålla=ordna
        barn=småbarn minut=stund uppgift=arbetsuppgift omgång=runda ungefär=cirka byta=växla bord=skiva måltid=mat
        kök=matservice person=människa rum=utrymme skola=läroverk tjänst=service annons=meddelande visa=peka
        hemvård=hemservice period=tid anteckning=markering team=grupp plats=ställe hus=byggnad öppen=tillgänglig
        kväll=afton besök=visit svinn=spill ansökning=ansökan vardag=arbetsdag svar=respons lön=ersättning
        föra=bära avbryta=sluta studera=läsa tala=prata lokalvårdare=städare olycksfall=skada publicera=offentliggöra
        antal=mängd minska=krympa möte=sammanträde hinna=klara daghem=förskola ljud=buller höra=lyssna rita=teckna
        köpa=skaffa vägg=mur flytta=förflytta ringa=telefonera svara=reagera känna=uppleva vänta=dröja kostnad=utgift
        börja=inleda klient=kund använda=nyttja rutt=väg dela=fördela betala=ersätta ledning=styrning
        iakttagelse=observation påverka=inverka hinder=besvär""",
    "en": """week=fortnight shift=turn year=twelvemonth work=labour supervisor=manager hour=sixty month=period
        school=college staff=personnel move=shift come=arrive people=persons report=account library=bookshop round=phase
        write=note rota=roster take=use day=date need=require ask=enquire change=alter kitchen=canteen waste=leftovers
        student=learner meeting=gathering fall=drop child=youngster meet=gather resident=inhabitant house=building
        food=meals placement=internship municipality=commune want=wish worker=employee mark=tick team=group help=assist
        place=spot turn=rotate plough=clear driver=operator learn=discover open=accessible youth=teenagers plate=dish
        cost=price unit=department home=domicile swap=exchange average=mean nurse=carer noise=din tell=say draw=sketch
        wall=partition feedback=comments door=gate pupil=learner lunch=midday minute=moment know=realise friend=mate
        area=region plan=design skill=ability show=display agree=decide reason=cause health=wellness train=teach
        reach=attain voice=sound give=hand thing=item notice=observe desk=counter visit=call make=produce class=lesson
        talk=speak room=space short=brief divide=split cook=chef share=portion wage=salary finance=money""",
}


def synonyms(language: str) -> dict[str, str]:
    pairs = [pair.split("=") for pair in PAIRS[language].split()]
    return {other: word for word, other in pairs} | dict(pairs)

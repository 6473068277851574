/**
 * Given names that are hardly ever anything else in an English note, without accents. Written down by hand for this
 * rule and copied from no list. Not here on purpose: names that are also words (Grace, Mark, Will), months, places
 * (Charlotte, Sydney) and surnames that trades carry (Taylor, Mason): those are told by the words before them.
 */
export const GIVEN = new Set(`
aaron abby abdul abdullah abigail abraham ada adam adele adrian adriana agata agnes agnieszka ahmad ahmed aidan aileen
aisha akira alain alan albert alberto aldo alejandra alejandro aleksandra alessandro alex alexander alexandra alexei
alexis alfie alfred alice alicia alina alison allison alma alyssa amanda amelia amina amir amit amy ana anastasia anders
andrea andreas andrei andrew andrzej andy angela angelika angelina angus anika anil anita anja anjali ann anna annabel
anne annette annie anthony antoine anton antonia antonio anya archie ariana arjun armando arnold arthur arturo asha
ashley ashraf astrid audrey ayesha bailey barbara barney barry bartek beata beatrice beatriz becky ben benedict
benjamin bernadette bernard bernd bertha beth bethany betty beverley bianca birgit bjorn bob bobby bogdan boris brad
brandon brenda brendan brent bret brian bridget bruce bruno bryan bryony caitlin callum calvin cameron camila camille
candice carl carla carlo carlos carmen caroline carolyn carrie cassandra catalina catherine cathy cecilia cecily cedric
celia celine chantal charles charlie cheryl chiara chloe chris christina christine christoph christopher cindy claire
clara claudia claus clemens clement clive colin colleen conor connor constance cornelia corey courtney craig cristina
cynthia cyril dagmar daniel daniela danielle danny daria dario darius darko darren dave david dawid debbie deborah debra
deepa deepak denise dennis derek dermot diana diane diego dieter dilip dimitri dirk dmitri dolores dominic
dominik dominika donald donna doreen doris dorothy duncan dylan eamon eddie edgar edith edmund eduardo edward edwin
eileen elaine eleanor elena eli elias elijah elisa elisabeth elise elizabeth ella ellen ellie elliot elsa elsie emanuel
emil emilia emilio emily emma emmanuel enrique enzo eric erica erik erika erin ernest ernst esme esteban esther ethan
eugene eugenia eva evan evelyn ewa fabian fabio farah farid fatima federico felicity felipe ferdinand fergus
fernanda fernando filip filippo fiona florian floyd francesca francesco francine francis francisco francois franz
frances fred freddie frederick frida frieda fritz gabriel gabriela gabrielle gail gareth gary gavin gemma geoff geoffrey
george georgina gerald geraldine gerard gerhard gertrude gianni gilbert gillian gina giorgio giovanni gisela giulia
giuseppe gloria goran gordon graeme graham greg gregory greta grzegorz guido guillaume gunther gustav hakan hamish hamza
hana hannah hans harriet harry harvey hasan hassan hayley heidi heike heinz helen helena helga helmut hendrik henri
henry herbert hermann hilda hilary holger horst howard hubert hugh hugo hussein iain ian ibrahim ida ignacio igor imran
ines ingrid irena irene irina isaac isabel isabella isabelle isaiah ismail ivan jacek jackie jacob jacqueline jakub
jamal james jamie jana jane janet janice janine janusz jared jarek jasmin jasmine jason javier jean jeanette jeff
jeffrey jemima jen jenna jennifer jenny jeremy jerome jerry jess jesse jessica jill jim jimmy joan joanna joanne joaquin
jochen joe joel joelle joerg johan johanna johannes john johnny jon jonas jonathan jorg jorge jose josef joseph
josephine josh joshua joyce juan juanita judith judy jules julia julian juliana julie juliet julio jurgen justin
justyna kai kamal kamil karen karim karin karina karl karolina kasia kate katharina katherine kathleen kathryn kathy
katie katja katrin katrina katy kayla keiko keith kelly kelsey ken kenji kenneth kevin khadija khalid kieran kim
kimberly kirsten klaus konrad kris krishna krista kristen kristin kristina krzysztof kumar kurt kyle lachlan lars laszlo
latisha laura lauren laurence laurent lea leah leila lena leo leon leonard leonardo leonie leroy leslie lewis liam lidia
liesl lilian lillian linda lindsay linus lisa liz lizzie logan lois lorenzo loretta lorna lorraine lottie louis louisa
louise luca lucas lucia lucinda lucy luis luisa lukas luke lukasz lydia lynda lynn mabel maciej madeleine magda
magdalena mahmoud maja malcolm malgorzata malik mandy manfred manuel manuela marc marcel marcelo marcia marco marcus
marek margaret margarita margot maria mariana marianne marie mariella marilyn mario marion marisa marjorie marlene
marta martha martin martina marvin mary maryam mateo mateusz mathilda matilda matt matteo matthew matthias maureen
maurice mauricio maxine maya megan mehmet melanie melinda melissa meredith mia michael michaela michal michel
michele michelle miguel mike mikhail milan milena millie milos miranda miriam mitchell mohamed mohammad mohammed moira
molly mona monica monika morgan moritz muhammad muriel murray mustafa myra nadia nadine nancy naomi natalia natalie
natasha nathan nathaniel neha neil nelson nicholas nick nicola nicolas nicole nigel nikita nikolai nils nina noah
noemi nora norbert noreen norma norman nuno oksana olaf ole oleg olga oliver olivia omar oscar oskar otto owen pablo
pamela paola paolo pascal patricia patrick paul paula paulina pauline pawel pedro peggy penelope percy peter petra
phil philip philippa phillip phoebe pierre piotr polly priya priyanka rachel rafael raj rajesh ralph ramon randy raquel
rashid raul ravi raymond rebecca reinhard rene renata renate renee reuben rhys ricardo richard rick ricky rita
robert roberta roberto rodrigo roger rohan roland ronald ronan ronnie rosalind rosie ross rowena roxanne
rudolf rudy rupert russell ruth ryan sabine sabrina sadie sally salma salman sam samantha samir samuel sandeep
sandra sanjay sara sarah sasha saskia scott sean sebastian selina serena sergei sergio seth shane shaun shauna
sheila shirley sian sibylle siegfried sigrid silvia simon simone siobhan slawomir sonia sonja sophia sophie stacey
stan stanislaw stefan stefanie stephan stephanie stephen steve steven stewart stuart sunita susan susanna susanne
susie suzanne svetlana sven sylvia tabitha tamara tamsin tania tanya tara tariq tatiana ted teresa terence theodore
theresa thierry thomas tiffany tilda tim timo timothy tina tobias toby todd tom tomas tomasz tommy toni tony torsten
tracey tracy travis trevor tricia trisha ulrich ulrike ursula usha uwe valentina valerie vanessa veronica veronika
vicky vijay vikram vincent viktor vivian vivien vladimir waleed walter wanda wayne wendy werner wilfred wilhelm william
winifred winston wojciech wolfgang xavier yasmin yolanda yousef youssef yuki yuri yusuf yvette yvonne zachary zain zara
zbigniew zeynep zoe zofia zuzanna`.trim().split(/\s+/));

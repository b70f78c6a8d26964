"""Names that are common in many countries: they tell that words with capitals name a person, and no topic."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from app.formats.imports.found.names.person import PARTICLES, names_a_topic, says_a_role

MOST_EXAMINED = 20  # first names in one text
MOST_BEHIND = 3  # words behind a first name
_QUOTED = re.compile(r"[\"\u201c\u201d\u201e\u00ab\u2018\u300c\u300a]\s?$")
_OF_A_PLACE = re.compile(  # "Via Marco Polo", "Santa Maria Nuova", "The Tom Lee Band"
    r"\b(?:via|viale|piazza|rue|avenue|plaza|calle|rua|ulica|ул|mount|lake|saint|san|santa?|são|st|film|movie|the|el|la|"
    r"café|bar|club|hotel|hommage à|homenaje a|hommage an|tribute to)[.:]?\s$",
    re.IGNORECASE,
)
_FIRST = re.compile(r"(?<![\w.'\u2019-])[^\W\d_][\w-]{1,20}(?=\s[^\W\d_(])")
_BEHIND = re.compile(r"\s(?:\([^\W\d_]{2,20}\)|[^\W\d_][\w.'\u2019-]{0,30})")
_SURNAME = re.compile(  # "Karlsson", "Popović": what only surnames end with
    r"[^\W\d_]{1,20}(?:(?<!e)sson|ovi[cć]|ov\u00e1|escu|opoulos|o[gğ]lu|shvili|wsk[ia]|ńsk[ia]|[^\W\d_]enko)",
    re.IGNORECASE,
)
_FIRST_NAMES = frozenset(
    """
    Aarav Aaron Aaryan Abdelkader Abdou Abdoulaye Abdul Abdullah Abhijit Abhinav Abhishek Abigail Abiodun Adaeze Adam
    Adama Adebayo Adeola Aditi Aditya Adnan Adrian Adriana Afaf Agapi Agata Agathe Agnes Agnieszka Agung Agus Ahmad
    Ahmed Aicha Aida Aigerim Aigul Aino Aisha Akash Akihiko Akiko Akinwumi Akira Akosua Aksel Akshat Alain Alan Alana
    Alassane Albert Alberto Aldo Alejandra Alejandro Alejo Aleksandar Aleksander Aleksandr Aleksandra Aleksandrs Aleksi
    Alemayehu Alessandra Alessandro Alessio Alex Alexander Alexandra Alexandre Alexandros Alexandru Alexei Alexey Alexis
    Alfonso Alfred Alfredo Ali Alice Alicia Alina Alisha Alison Alistair Alix Allison Alok Alvaro Alvin Alyssa Amadou
    Amal Amanda Amara Amari Amelia Amelie Amina Aminata Amir Amit Amos Amrita Amund Amy Amélie Ana Anand Anas Anastasia
    Anastasios Anaïs Anders Andile Andrada Andre Andrea Andreas Andrei Andrej Andrew Andrey Andrii Andris Andriy Andrzej
    André Andrés Andy Aneta Angela Angelika Angelo Angga Anh Anibal Anil Anirudh Anita Anja Anjali Anke Ankit Ankita
    Ankur Ann Anna Anne Anne-Marie Anneke Anneli Annette Annie Annika Annukka Anouk Anselm Ansgar Antero Anthony Antje
    Antoine Anton Antonella Antonello Antonio Antony Antti António Anup Anupam Anuradha Aníbal Aparna Apolline Apostolos
    Aram Ariane Ariel Arif Arja Arjun Armando Armen Armin Arnaud Arnauld Arne Arno Arnold Arshad Arsène Arthur Arti
    Artur Arturo Arun Arvind Arvo Arwa Aryan Ashley Ashok Asif Asma Asmaa Asta Astrid Asuka Athanasios Atsushi Atte
    Attila Audrey Augustine Augusto Aurélie Avinash Aviv Axel Ayaka Ayako Ayana Ayesha Ayodele Ayumi Ayşe Azadeh Aziz
    Aïcha Babak Babatunde Bambang Barbara Barnaby Bart Bartosz Bashir Basil Bayu Beata Beate Beatrice Beatriz Becca
    Behzad Bekele Belén Ben Benedikt Benjamin Benoit Benoît Bente Bernadette Bernard Bernardo Bernd Bernhard Bertrand
    Beth Betty Beáta Bhaskar Bhavna Bianca Bilal Binta Birger Birgit Birgitta Bjarne Björk Björn Blanca Blažena Bo Bodil
    Bogdan Bogdana Bohumil Bojan Boris Boubacar Boyan Brad Bram Brandon Branka Brenda Brendan Brent Brett Brian Bridget
    Brigitte Bruce Bruno Bryan Bryce Budi Burak Byung Bálint Caitlin Caleb Camelia Cameron Camila Camille Camilo Candice
    Carl Carla Carlo Carlos Carmen Carmine Carol Carole Carolina Caroline Carrie Carsten Catarina Caterina Cathal
    Catherine Cathy Catriona Cecilia Celine Cesar Chaima Chandra Charalampos Charlene Charles Charlotta Charlotte Cheikh
    Cheng Cheryl Chetan Chiamaka Chiara Chidi Chika Chikako Chinedu Chinonso Chioma Chloe Chloé Chris Christa Christel
    Christelle Christer Christina Christine Christof Christoph Christophe Christopher Christos Chukwuemeka Cian Ciara
    Cindy Claire Clara Clare Clarissa Claude Claudette Claudia Claudio Clemens Clifford Clive Clément Colin Concepción
    Connie Conor Constantin Corentin Corinna Cornelia Corrado Cosmin Costin Courtney Craig Cristian Cristiano Cristina
    Cristobal Cristóbal Curtis Cynthia Cyril Cyrille Cédric Célia Céline César Cătălin Daan Daiki Daisuke Damian Damien
    Dan Daniel Daniela Daniele Danielle Danila Danilo Danny Danylo Daria Dario Dariusz Darko Darren Darya Dave David
    Davide Dawit Debashis Deborah Debra Deepa Deepak Deepika Demba Denis Denise Dennis Derek Desislava Devika Dewi Dhruv
    Diana Diane Didier Diego Dieter Dietmar Dimitra Dimitri Dimitris Dineo Dinesh Dirk Divya Djibril Dmitri Dmitry
    Dmytro Doina Dolores Dominik Dominique Donald Donato Donna Dorcas Doris Dorothea Dorothy Dorte Doug Douglas Dragan
    Dragana Duncan Dušan Dylan Dávid Dóra Ebru Ed Eddie Eddy Edgar Edith Eduard Eduardo Edward Edwin Eero Eeva Efthymios
    Eftychia Efua Egidijus Eglė Egor Ehsan Eija Eiji Eileen Einar Eirik Eivind Ekaterina Eko Elaine Elena Eleni Elias
    Elif Elina Elisa Elisabeth Elizabeth Eliška Elke Ella Ellen Elliot Elliott Eloise Elsa Elvira Emanuel Emanuele Emeka
    Emese Emil Emilia Emilie Emilio Emily Emine Emma Emmanuel Emmanuelle Emre Endre Enoch Enrico Enrique Enzo Ephraim
    Erdem Eric Erica Erich Erick Erik Erika Erin Ermias Erna Ernesto Ernst Erwan Erwin Esa Esra Esteban Esther Eszter
    Ethan Etienne Etsuko Eugene Eugenia Eugenio Eun-Ji Eunice Eva Evan Evangelia Evangelos Evelien Evelyn Evgenii Evgeny
    Ewa Ezekiel Fabian Fabiano Fabien Fabio Fabiola Fabrice Fabrizio Fahad Faisal Farah Farhad Farid Farouk Fatemeh
    Fatih Fatima Fatma Fatou Fatoumata Fausto Fawzia Federica Federico Felipe Felix Femke Ferdinand Ferenc Ferhat
    Fernanda Fernando Fikret Fikri Filip Filippo Finn Fiona Fitri Flavia Fleur Flora Florian Florin Folake Folasade
    Francesca Francesco Francis Francisco Franciszek Franck Franco Frank František Franz Franziska François Françoise
    Fred Frederick Frederik Fredrik Freya Friedrich Fritz Frode Frédéric Fumiko Funmi Gabriel Gabriela Gabriele
    Gabriella Gaetano Ganesh Gareth Gary Gaurav Gautam Gaute Gavin Gavril Gaëlle Gediminas Geert Geir Gemma Genevieve
    Geneviève Geoffrey Georg George Georges Georgios Gerald Geraldine Gerard Gerardo Gerd Gergely Gergő Gerhard Gerrit
    Ghada Gheorghe Giacinto Giacomo Giancarlo Gianluca Gianni Giannis Gianpaolo Gilbert Gilberto Gildas Gilles Gintaras
    Giorgio Giovanna Giovanni Girma Gisela Giselle Giulia Giulio Giuseppe Gonzalo Gopal Goran Gordana Gordon Graeme
    Graham Greg Gregor Gregory Greta Grigoris Grzegorz Gréta Guadalupe Guido Guilherme Guillaume Guillermo Gulnara
    Gunilla Gunnar Gurpreet Gustav Gustavo Guðrún Gwen Gwenaëlle Gyula Györgyi Gábor Gérard Günter Günther Habib Hadiza
    Hafiz Haile Hajar Hakan Halima Halvor Hamid Hamza Hana Hanan Hanane Hanna Hannah Hanne Hannu Hans Harald Harish
    Harold Harry Hartmut Haruka Haruki Harumi Haruto Hasan Hassan Hayato Heather Heba Hector Hege Heidi Heike Heikki
    Heiko Heinrich Heinz Helen Helena Helene Helga Heli Helle Helmut Hemant Hendra Hendrik Henk Henni Henning Henri
    Henrik Henry Herbert Heriberto Hermann Hervé Hideki Hideo Hien Hilary Hilda Hilde Hilkka Hind Hirofumi Hiroki Hiroko
    Hiroshi Hiroto Hiroyuki Hisham Holger Horacio Horia Horst Houda Howard Hristo Hubert Huda Hugo Hugues Hui-Min Hung
    Huong Huseyin Hussein Hyejin Hynek Hyun Håkan Hélène Hüseyin Ian Ibrahim Idrissa Ifeanyi Ifeoma Ignacio Igor Iida
    Ikechukwu Ikram Ilaria Ildikó Ileana Ilham Ilkka Ilya Ilze Iman Imane Imen Imran Imre Indah Indira Indrek Ines Inga
    Inge Ingo Ingrid Inka Inmaculada Inna Inès Ioana Ioanna Ioannis Ionela Ionut Iqbal Irena Irene Irfan Irina Irja Irma
    Isaac Isabel Isabella Isabelle Isha Ishaan Ishita Ismail Ismaïl Issam István Itziar Iulian Iva Ivan Ivana Ivo Iván
    Iwona Iyad Jaakko Jaana Jaap Jabulani Jacek Jacob Jacqueline Jacques Jada Jaden Jae Jafar Jagdish Jaime Jakob Jakub
    Jalal Jamal James Jamie Jamila Jamshid Jan Jana Jane Janek Janet Janice Janina Janine Jared Jari Jarkko Jarmila
    Jarmo Jaroslav Jasmina Jasmine Jasper Javier Jaya Jayant Jean Jean-Baptiste Jeanne Jeff Jeffrey Jelena Jelle Jemima
    Jenna Jennifer Jenny Jens Jeremy Jeroen Jerry Jerzy Jesper Jesse Jessica Jessie Jiajun Jian Jihoon Jihye Jill Jim
    Jimmy Jin-Woo Jindřich Jisoo Jitka Jiří Joachim Joakim Joan Joana Joanna Joanne Joao Joaquin Joaquín Jocelyn Jochen
    Jody Joe Joel Joerg Johan Johann Johanna Johannes John Joke Joko Jolanta Jomo Jon Jonas Jonathan Jone Jonna Jonė
    Joost Jordi Jorge Joris Jorma Jose Josef Josefa Josep Joseph Josephine Josh Joshua José Jouni Joy-Anne João Juan
    Juan-Carlos Juana Juanita Judit Judith Judy Juha Juhani Jukka Jules Julia Julian Juliana Juliane Julie Julien
    Juliette Julio Julián Junichi Junko Jurgita Jussi Justin Justyna Jyoti Jérôme Jörg Jørgen Júlia Jürgen Kaarina Kadir
    Kagiso Kaija Kaisa Kaito Kaja Kalle Kalpana Kamal Kamala Kamil Kamila Kana Kanako Kanchan Kaori Karan Karen Kari
    Karim Karima Karin Karina Karine Karl Karla Karol Karoliina Karolina Karsten Karthik Katalin Katariina Katarina
    Katarzyna Katarína Kate Katerina Kateryna Kateřina Katharina Katherine Kathleen Kathrin Kathryn Kathy Kati Katie
    Katja Katleho Katri Katrin Katsuhiko Katy Kavita Kavitha Kayode Kazimierz Kazuhiro Kazuki Kazuo Kebede Kefilwe Keiko
    Keisuke Keith Kelechi Kelly Kemal Ken Kenji Kenneth Kenta Kerstin Ketut Kevin Kgomotso Khadija Khadijah Khaled
    Khalid Khanh Khoa Kieran Killian Kimberly Kimmo Kinga Kiran Kirill Kirsi Kirsten Kishore Kjell Kjersti Klara Klaudia
    Klaus Klára Kofi Koichi Koji Komal Konrad Konstantin Konstantinos Kostas Kosuke Krasimir Krishna Kristaps Kristian
    Kristin Kristina Kristine Kristoffer Krisztina Krzysztof Kshitij Kumar Kunal Kurt Květa Kwabena Kwadwo Kwaku Kwame
    Kyle Kyoko Kyriakos Kyung Kyösti Kęstutis Ladislav Laila Lakshmi Lamia Lamine Larissa Larry Lars Lasse Latifa Laura
    Lauren Laurence Laurent Laurențiu Lauri Laurie Layla Lea Leah Leandro Leena Lefteris Leif Leila Lena Lenka Lennart
    Leo Leon Leonard Leonardo Leonid Leonor Leonora Lerato Lesley Leslie Leszek Leticia Letícia Levent Leïla Liam Libor
    Lidia Lidija Lieve Lihong Liisa Lilian Liliana Lina Linas Linda Lindiwe Lindsay Linh Linus Lisa Lise Livia Liviu Liz
    Ljiljana Ljubica Lorena Lorenz Lorenzo Lothar Lotte Loubna Louis Louisa Louise Lourdes Loïc Lubna Lubomír Luboš Luc
    Luca Lucas Lucia Luciana Luciano Lucie Lucille Lucy Ludovic Ludwig Luigi Luis Luisa Luise Luiz Lukas Luke Lukáš
    Luminița Lutz Luuk Luís Luísa Lydia Lynette Lynn Lyubomir László Maarit Maarten Maciej Madhav Madina Mads Maeve
    Magali Magdalena Magnus Mahdi Mahesh Mahmoud Mahmut Maija Maiken Maimouna Maja Makoto Malak Malcolm Malgorzata
    Malika Mamadou Mamoun Manfred Manish Manoj Manon Mansour Mantas Manuel Manuela Mara Marc Marcel Marcela Marcello
    Marcelo Marcin Marco Marcos Marcus Marek Margaret Margarita Margit Margot Maria Mariam Mariame Mariana Marianne
    Marie Marieke Marija Marika Mariko Marilyn Marina Mario Marion Marisa Marisol Marissa Maristela Marit Marius Mariusz
    Mariya Marja Marjatta Marjorie Mark Markku Marko Markus Markéta Marlene Marlies Marlon Marouane Marta Martha Martin
    Martina Martine Marwa Mary Marzena María Masahiro Masaki Masako Masoud Massimiliano Massimo Massoud Matej Mateo
    Mateusz Matheus Mathias Mathieu Mathilde Matt Matteo Matthew Matthias Matthieu Matti Mattia Mattias Maud Maureen
    Maurice Mauricio Maurizio Mauro Maxim Maxime Maximilian Maya Mayumi Mayuri Maziar Małgorzata Mbali Medhi Meera Megan
    Mehdi Mehmet Mehrdad Mei-Ling Meike Mekonnen Melaku Melanie Melinda Melissa Meltem Menno Mercedes Merete Merja Merve
    Mervi Meryem Meseret Mia Micah Michael Michaela Michal Michał Michel Michela Michele Michelle Michiel Mick Midori
    Mieke Miguel Mihaela Mihai Miho Miika Mikael Mike Mikel Mikhail Miki Mikkel Mikko Mikołaj Milada Milagros Milan
    Milena Milica Milos Miloslav Miloš Minako Mindaugas Minh Minna Minoru Mirela Miriam Mirko Miroslav Mirza Misaki
    Mitsuko Miyuki Mladen Modibo Modou Mohamad Mohamed Mohammad Mohammad-Reza Mohammed Mohan Mohsen Moira Monica Monika
    Monique Moritz Morten Moses Moussa Mpho Muhammad Mukesh Mulugeta Muna Murat Muriel Mustafa Myriam Mária Mónica Nabil
    Nadav Nadeem Nadezhda Nadia Nadine Nadir Nadja Nadège Nagisa Naheed Naim Naledi Namrata Nana Nanako Nancy Nandini
    Naoki Naoko Naomi Naoto Narek Narendra Nasrin Nasser Natalia Natalie Natasha Nathalie Nathan Nathaniel Natsuki Navin
    Nawal Nebojša Neda Neha Neil Nelson Nenad Nermin Ngozi Nguyet Nhlanhla Nicholas Nick Nicklas Nico Nicola Nicolaas
    Nicolae Nicolas Nicole Nicoleta Nidhi Niels Nigel Nihal Niina Nikhil Nikita Niklas Nikola Nikolai Nikolaos Nikolina
    Nikos Nilesh Nils Nilufar Nina Nino Nirmala Nisha Nitin Niyazi Njeri Nneka Noam Noel Noemi Nokuthula Nomvula Nora
    Norbert Noriko Norman Nour Noémie Nthabiseng Nuno Nuria Nurul Nyasha Obinna Octavian Odile Olaf Olamide Olav Olawale
    Oleg Oleksandr Oleksii Olena Olga Oliver Olivera Olivia Olivier Olli Oluwaseun Oluwatobi Omar Omid Ondrej Ondřej
    Onur Oriol Orla Orsolya Osamu Oscar Oskar Osman Otto Oumar Oumou Ousmane Outi Ovidiu Pablo Padma Padraig Pamela
    Panagiota Panagiotis Panos Paola Paolo Parisa Parvin Pascal Pascale Pasi Patrice Patricia Patricio Patrick Patrik
    Patrizia Patrycja Paul Paula Pauline Paulo Pavel Pavla Pavlo Pawel Paweł Pedro Peggy Pekka Pelin Penelope Per-Olof
    Perla Petar Peter Petia Petr Petra Petros Petru Petteri Phil Philip Philipp Philippe Phoebe Phuong Pia Piero Pierre
    Pieter Pietro Piia Pilar Pinar Piotr Pirjo Pirkko Plamen Pooja Poornima Prabhakar Pradeep Prakash Pramod Pranav
    Prasad Prashant Pratik Praveen Predrag Preethi Preeti Premysl Prithvi Priya Przemysław Puja Purnima Putri Pál Päivi
    Péter Pınar Přemysl Quentin Quynh Rabia Rachel Rachida Radek Radka Radmila Radu Rafael Rafaela Rafał Raffaele Rafiq
    Raghav Rahma Rahul Raija Raimo Raimund Rainer Raivo Raj Rajeev Rajesh Rajiv Rakesh Ralf Ralph Raluca Ramesh Ramiro
    Ramona Ramón Randi Randy Rania Ranjit Raphael Raphaël Raquel Rasha Rashid Rasmus Ratko Ratna Raul Rauno Ravi Raymond
    Razvan Raúl Rebeca Rebecca Rebekah Rebekka Reem Reema Refilwe Reiko Reiner Reinhard Remco Remy Renata Renate Renato
    Renaud Rene Renee Renzo Renáta René Renée Reza Rhea Rhiannon Riadh Ricardo Riccardo Richard Rick Rida Riikka Riitta
    Rika Riku Rina Rinaldo Rishabh Risto Rita Ritva Rizwan Rob Robert Roberta Roberto Rocco Rocío Rodica Rodrigo Roger
    Rohan Rohit Roland Rolandas Rolando Rolf Romain Roman Romy Ron Ronald Rosa Rosalind Rosana Rosane Rosemary Rosie
    Rossella Rostislav Roy Roza Ruben Rubén Rudolf Rui Rukmini Rumi Rupert Ruslan Russell Rustam Ruta Rutger Ruth Ryan
    Ryo Ryota Ryusuke Réka Rémi Rémy Rūta Saad Saara Sabina Sabine Sabri Sabrina Sachin Sadia Saeed Safiya Sagar Saida
    Saija Sakari Saki Salah Salim Salla Sally Salma Salome Salvatore Sam Samantha Samar Sami Samir Samira Samuel Sandeep
    Sander Sandile Sandra Sandro Sanjana Sanjay Sanjeev Sanna Sanne Santiago Santosh Sara Sarah Sari Sarita Sascha
    Saskia Satish Satoshi Satu Saulius Sayaka Sayed Saša Sean Sebastian Seda Seema Segun Seiichi Seija Selim Selma
    Senthil Seokjin Seong Serena Serge Sergei Sergey Sergio Serkan Seth Setsuko Seun Severin Shabnam Shadi Shahid
    Shahram Shalini Shane Shankar Shannon Shantanu Shanti Sharmila Sharon Shashi Shaun Shawn Sheila Sherif Shigeru
    Shinichi Shinji Shiori Shirin Shirley Shiv Shohei Shreya Shubham Shuichi Shyam Sibusiso Siddharth Siegfried Sigrid
    Sigríður Siiri Silas Silke Silvia Silvio Simon Simona Simone Simran Sindhu Sindisiwe Siobhan Sipho Sirkka Sirpa Siti
    Siv Slavica Slawomir Slobodan Sneha Snezana Snežana Sofia Sofie Soledad Solveig Somchai Sonia Sonja Soo-Jin Sophia
    Sophie Soraya Sorin Souad Soumaya Soňa Spyros Sreeja Sridhar Srinivas Stacy Stanislav Stavros Stavroula Stefan
    Stefania Stefanie Stefano Steffen Steinar Stelian Stelios Stella Stephan Stephanie Stephen Steve Steven Stig Stoyan
    Stuart Stéphane Stéphanie Sudarshan Sudha Sudhir Sudip Sue Suhail Sulaiman Suleiman Sumit Sunil Sunita Suresh Susan
    Susana Susanna Susanne Sushil Sushma Suzanna Suzanne Svein Sven Svetlana Svetoslav Swati Sylvain Sylvia Sylvie
    Sylwia Szabolcs Szymon Sándor Sébastien Séverine Sönke Søren Sławomir Tadashi Tadeusz Taina Taiwo Takashi Takeshi
    Takuya Tala Tamar Tamara Tamika Tamás Tandi Tania Tanja Tapani Tapio Tara Tarcísio Tarek Tariq Tarja Tarmo Tarun
    Tatiana Tatjana Tatsuya Tatyana Tebogo Ted Temitope Teodor Teodora Teppei Teresa Tereza Terhi Tero Terry Terttu
    Tetiana Tetsuya Thabo Thandeka Thandi Thandiwe Thanh Thao Theo Theodor Theodoros Theresa Thiago Thibault Thibaut
    Thierry Thijs Thomas Thomasz Thorsten Thuy Tiago Tiberiu Tibor Tiffany Tiina Tiit Tilman Tim Timo Timothy Tina Titus
    Tjeerd Tobi Tobias Todd Todor Toivo Tolulope Tom Tomas Tomasz Tomislav Tommaso Tommi Tommy Tomoko Tomomi Tomáš Tone
    Toni Tony Toomas Torbjørn Tore Tormod Torsten Toru Toshiro Tracy Travis Trevor Trine Trond Troy Tsegaye Tshepo
    Tsuyoshi Tsvetan Tuan Tuija Tunde Tuomas Tuomo Tuula Tyler Tyrone Tytti Tímea Tõnu Tünde Uchenna Udo Ulf Uli Ulla
    Ulrich Ulrike Uma Umar Umesh Unni Urmas Uroš Ursula Usha Usman Utkarsh Uwe Uzoma Vaibhav Vaidotas Valdis Valentin
    Valentina Valeria Valerio Valery Valérie Vandana Vanessa Vangelis Vanja Vasile Vasiliki Vasily Vassilis Vello Venkat
    Venkatesh Vera Verena Veronica Veronika Veronique Verónica Vesa Vesna Vibha Vicente Victor Vidar Vidya Vigdis Vijay
    Vikas Vikram Viktor Viktoria Viktoriia Vilho Ville Vilma Vilmos Vinay Vincent Vincenza Vincenzo Vineet Vinod
    Vinícius Violeta Viorel Virginie Vishal Vishnu Vitor Vittorio Vivek Vivian Viviana Vivien Vlad Vladimir Vlasta
    Vlastimil Vojtěch Volker Volodymyr Vuk Vusi Vytautas Václav Véronique Víctor Vít Vítor Wafa Wahyu Waleed Walid
    Walter Waltraud Wanda Wangari Wanjiru Wataru Wayne Wendell Wendy Werner Weronika Wiebke Wiktor Wilfried Wilhelm
    Willem William Wim Wioletta Wojciech Wolfgang Xavier Xenia Xiao-Li Xiaoming Xóchitl Yaakov Yadira Yael Yahya Yan
    Yanis Yann Yannick Yannis Yara Yared Yaroslav Yasmin Yasmine Yassine Yasuhiro Yasuko Yaw Yelena Yetunde Yevgeny
    Yiannis Yildiz Ylva Yngve Yoko Yolanda Yolande Yordan Yosef Yoshihiro Yoshiko Yosi Yousef Youssef Yuichi Yuka Yuki
    Yukio Yuko Yulia Yuliya Yumi Yuna Yunus Yuri Yusuf Yuta Yutaka Yuto Yves Yvette Yvonne Zach Zachary Zahra Zaid Zain
    Zainab Zakaria Zara Zbigniew Zdenek Zdenka Zdeněk Zeinab Zeynep Zhanna Zineb Zita Zlatko Zodwa Zoe Zofia Zoi Zola
    Zoltán Zora Zoran Zorica Zsolt Zsuzsanna Zsófia Zubair Zuzana Zvonimir Ágnes Álvaro Ángel Åsa Åslaug Élodie Émilie
    Éric Étienne Éva Ömer Özgür Özlem Øyvind Ümit Łucja Łukasz Şebnem Štefan Šárka Žaneta Žarko Željko Žygimantas Ștefan
    Александр Александра Алексей Алина Алёна Анастасия Андрей Анна Антон Артём Борис Вадим Валентин Валентина Валерий
    Василий Вера Виктор Виктория Виталий Владимир Владислав Вячеслав Галина Георгий Григорий Дарья Денис Дмитрий Евгений
    Евгения Екатерина Елена Иван Игорь Илья Ирина Кирилл Константин Ксения Лариса Леонид Людмила Максим Маргарита Марина
    Мария Михаил Надежда Наталия Наталья Никита Николай Оксана Олег Ольга Павел Пётр Роман Светлана Сергей Станислав
    Татьяна Юлия Юрий Ярослав
    """.casefold().split()
)
_SURNAMES = frozenset(
    """
    Abe Adebayo Adeyemi Agarwal Aggarwal Aguilar Ahmadi Ahn Almeida Alvarez Anderson Asante Banerjee Barbosa Bhat
    Bianchi Boateng Bose Bui Cardoso Carvalho Castillo Castro Chatterjee Chaudhary Chauhan Chavez Chen Cheng Choi Chopra
    Chowdhury Colombo Coulibaly Davis Deng Desai Diallo Diaz Diop Dlamini Duan Dubois Durand Díaz Feng Fernandez
    Fernández Ferreira Fischer Fournier Fujita Fukuda Garcia García Ghosh Gomes Gomez Gonzalez González Goto Greco Gupta
    Gutierrez Gutiérrez Gómez Haile Harris Hasegawa Hashimoto Hayashi Hernandez Hernández Herrera Hoang Hosseini Huang
    Hussain Huynh Hwang Ikeda Inoue Ishikawa Ito Ivanov Ivanova Iyer Jackson Jain Jeong Jiang Jimenez Jiménez Johnson
    Jones Joshi Kamau Kang Kapoor Kariuki Kato Keita Khan Khanna Kim Kimani Kimura Kobayashi Kowalska Kowalski Krishnan
    Kuznetsov Kwon Lefebvre Leroy Lewis Liang Liao Lim Liu Lopez Luo López Malhotra Malik Martinez Martínez Matsumoto
    Medina Mehta Menon Mensah Meyer Mishra Miyazaki Mohammadi Morales Moreau Moreno Mori Moyo Mukherjee Murakami Mwangi
    Müller Nair Nakajima Nakamura Nascimento Ndiaye Ndlovu Ngo Nguyen Nguyễn Njoroge Nkosi Novák Nowak Ochieng Odhiambo
    Ogawa Okada Okafor Okeke Okonkwo Oliveira Ortiz Osei Otieno Owusu Pandey Patel Peng Pereira Perez Petrov Petrova
    Pham Phan Popescu Popov Pérez Qian Rahman Raman Ramirez Ramírez Rao Reddy Ribeiro Ricci Robinson Rodrigues Rodriguez
    Rodríguez Romano Romero Rossi Roux Ruiz Russo Saito Sanchez Santos Sasaki Sato Schmidt Schneider Schröder Schulz Seo
    Shah Shao Sharma Shen Shimizu Sidorov Silva Singh Smirnov Smith Souza Srinivasan Subramanian Suzuki Sánchez
    Takahashi Tanaka Tesfaye Thompson Torres Toure Touré Tran Traore Traoré Truong Vargas Verma Volkov Wagner Wang
    Watanabe Weber Williams Wilson Xiao Xiong Yadav Yamada Yamaguchi Yamamoto Yoon Yoshida Yuan Zeng Zhang Zhao Zheng
    Zhong Zhou Zou
    """.casefold().split()
)


def is_first_name(word: str) -> bool:
    """Whether this is a common first name, in any spelling of its letters, also the first of two with a hyphen."""
    return word[:1].isupper() and word.partition("-")[0].casefold() in _FIRST_NAMES


def has_usual_name(text: str) -> bool:
    """Whether one of the words of a text is a common first name or surname."""
    return any(is_first_name(word) or _is_surname(word) for word in text.split())


def _is_surname(word: str) -> bool:
    return word[:1].isupper() and (word.casefold() in _SURNAMES or _SURNAME.fullmatch(word) is not None)


def people_within(text: str) -> Iterator[str]:
    """Yield what is surely a person in a text: a common first name, and the words with capitals behind it."""
    behind = 0
    for first in islice(_FIRST.finditer(text), MOST_EXAMINED):
        before = text[: first.start()]
        if (
            first.start() < behind
            or not is_first_name(first[0])
            or _QUOTED.search(before)
            or _OF_A_PLACE.search(before)
        ):
            continue
        name = f"{first[0]}{_surname(text, first)}"
        if name != first[0] and not names_a_topic(name) and not says_a_role(name):
            behind = first.start() + len(name)
            yield name.removesuffix("\u2019s").removesuffix("'s")


def _surname(text: str, first: re.Match[str]) -> str:
    """Return the words of a name behind its first one: those with capitals, and particles between them."""
    end = last = first.end()
    for _ in range(MOST_BEHIND):
        word = _BEHIND.match(text, end)
        bare = word[0].strip(" ()") if word is not None else ""
        is_name = bare[:1].isupper() and (not first[0].isupper() or bare.isupper())  # "ANN LEE Director"
        if word is None or not (is_name or bare in PARTICLES):
            break
        end = word.end()
        last = end if is_name and not word[0].endswith(")") else last
        if len(bare) > 2 and bare.endswith("."):  # the end of a sentence
            break
    surname = text[first.end() : last]
    return surname if re.search(r"(?:\s[^\W\d_]|\s[JS]r)\.$", surname) else surname.rstrip(".")

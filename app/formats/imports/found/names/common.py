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
_FIRST_NAMES = frozenset(
    """
    Aarav Aaron Aaryan Abdelkader Abdou Abdoulaye Abdul Abdullah Abhijit Abhinav Abhishek Abigail Abiodun Adaeze Adam
    Adama Adebayo Adeola Aditi Aditya Adnan Adrian Adriana Afaf Agata Agathe Agnes Agnieszka Agung Agus Ahmad Ahmed
    Aicha Aida Aigerim Aigul Aisha Akash Akihiko Akiko Akinwumi Akira Akosua Aksel Akshat Alain Alan Alana Alassane
    Albert Alberto Aldo Alejandra Alejandro Alejo Aleksander Aleksandr Aleksandra Aleksi Alemayehu Alessandra Alessandro
    Alessio Alex Alexander Alexandra Alexandre Alexandros Alexandru Alexei Alexey Alexis Alfonso Alfred Alfredo Ali
    Alice Alicia Alina Alisha Alison Alistair Alix Allison Alok Alvaro Alvin Alyssa Amadou Amal Amanda Amara Amari
    Amelia Amelie Amina Aminata Amir Amit Amos Amrita Amund Amy Amélie Ana Anand Anas Anastasia Anaïs Anders Andile
    Andre Andrea Andreas Andrei Andrej Andrew Andrey Andrii Andriy Andrzej André Andrés Andy Angela Angelika Angelo
    Angga Anh Anibal Anil Anirudh Anita Anja Anjali Anke Ankit Ankita Ankur Ann Anna Anne Anne-Marie Anneke Annette
    Annie Annika Anouk Anselm Ansgar Anthony Antje Antoine Anton Antonella Antonello Antonio Antony Antti António Anup
    Anupam Anuradha Aníbal Aparna Apolline Aram Ariane Ariel Arif Arjun Armando Armen Armin Arnaud Arnauld Arne Arno
    Arnold Arshad Arsène Arthur Arti Artur Arturo Arun Arvind Arwa Aryan Ashley Ashok Asif Asma Asmaa Astrid Asuka
    Atsushi Attila Audrey Augustine Augusto Aurélie Avinash Aviv Axel Ayaka Ayako Ayana Ayesha Ayodele Ayumi Ayşe Azadeh
    Aziz Aïcha Babak Babatunde Bambang Barbara Barnaby Bart Bartosz Bashir Basil Bayu Beata Beate Beatrice Beatriz Becca
    Behzad Bekele Belén Ben Benedikt Benjamin Benoit Benoît Bente Bernadette Bernard Bernardo Bernd Bernhard Bertrand
    Beth Betty Bhaskar Bhavna Bianca Bilal Binta Birgit Björk Björn Blanca Bogdan Boris Boubacar Brad Bram Brandon
    Brenda Brendan Brent Brett Brian Bridget Brigitte Bruce Bruno Bryan Bryce Budi Burak Byung Caitlin Caleb Cameron
    Camila Camille Camilo Candice Carl Carla Carlo Carlos Carmen Carmine Carol Carole Carolina Caroline Carrie Carsten
    Catarina Caterina Cathal Catherine Cathy Catriona Cecilia Celine Cesar Chaima Chandra Charlene Charles Charlotta
    Charlotte Cheikh Cheng Cheryl Chetan Chiamaka Chiara Chidi Chika Chikako Chinedu Chinonso Chioma Chloe Chloé Chris
    Christa Christel Christelle Christer Christina Christine Christof Christoph Christophe Christopher Chukwuemeka Cian
    Ciara Cindy Claire Clara Clare Clarissa Claude Claudette Claudia Claudio Clemens Clifford Clive Clément Colin
    Concepción Connie Conor Constantin Corentin Corinna Cornelia Corrado Cosmin Courtney Craig Cristian Cristiano
    Cristina Cristobal Cristóbal Curtis Cynthia Cyril Cyrille Cédric Célia Céline César Daan Daiki Daisuke Damian Damien
    Dan Daniel Daniela Daniele Danielle Danila Danilo Danny Danylo Daria Dario Dariusz Darko Darren Darya Dave David
    Davide Dawit Debashis Deborah Debra Deepa Deepak Deepika Demba Denis Denise Dennis Derek Devika Dewi Dhruv Diana
    Diane Didier Diego Dieter Dietmar Dimitri Dimitris Dineo Dinesh Dirk Divya Djibril Dmitri Dmitry Dmytro Dolores
    Dominik Dominique Donald Donato Donna Dorcas Doris Dorothea Dorothy Doug Douglas Dragan Duncan Dušan Dylan Ebru Ed
    Eddie Eddy Edgar Edith Eduard Eduardo Edward Edwin Efua Egor Ehsan Eiji Eileen Eirik Eivind Ekaterina Eko Elaine
    Elena Eleni Elias Elif Elisa Elisabeth Elizabeth Elke Ella Ellen Elliot Elliott Eloise Elsa Elvira Emanuel Emanuele
    Emeka Emil Emilia Emilie Emilio Emily Emine Emma Emmanuel Emmanuelle Emre Enoch Enrico Enrique Enzo Ephraim Erdem
    Eric Erica Erich Erick Erik Erika Erin Ermias Erna Ernesto Ernst Erwan Erwin Esa Esra Esteban Esther Eszter Ethan
    Etienne Etsuko Eugene Eugenia Eugenio Eun-Ji Eunice Eva Evan Evangelos Evelien Evelyn Evgenii Evgeny Ewa Ezekiel
    Fabian Fabiano Fabien Fabio Fabiola Fabrice Fabrizio Fahad Faisal Farah Farhad Farid Farouk Fatemeh Fatih Fatima
    Fatma Fatou Fatoumata Fausto Fawzia Federica Federico Felipe Felix Femke Ferdinand Ferenc Ferhat Fernanda Fernando
    Fikret Fikri Filip Filippo Fiona Fitri Flavia Fleur Flora Florian Folake Folasade Francesca Francesco Francis
    Francisco Franciszek Franck Franco Frank Franz Franziska François Françoise Fred Frederick Frederik Fredrik Freya
    Friedrich Fritz Frédéric Fumiko Funmi Gabriel Gabriela Gabriele Gabriella Gaetano Ganesh Gareth Gary Gaurav Gautam
    Gaute Gavin Gavril Gaëlle Geert Gemma Genevieve Geneviève Geoffrey Georg George Georges Gerald Geraldine Gerard
    Gerardo Gerd Gergely Gerhard Gerrit Ghada Giacinto Giacomo Giancarlo Gianluca Gianni Gianpaolo Gilbert Gilberto
    Gildas Gilles Giorgio Giovanna Giovanni Girma Gisela Giselle Giulia Giulio Giuseppe Gonzalo Gopal Goran Gordon
    Graeme Graham Greg Gregor Gregory Greta Grzegorz Gréta Guadalupe Guido Guilherme Guillaume Guillermo Gulnara Gunnar
    Gurpreet Gustav Gustavo Gwen Gwenaëlle Györgyi Gábor Gérard Günter Günther Habib Hadiza Hafiz Haile Hajar Hakan
    Halima Hamid Hamza Hana Hanan Hanane Hanna Hannah Hans Harald Harish Harold Harry Hartmut Haruka Haruki Harumi
    Haruto Hasan Hassan Hayato Heather Heba Hector Hege Heidi Heike Heiko Heinrich Heinz Helen Helena Helene Helga
    Helmut Hemant Hendra Hendrik Henk Henning Henri Henrik Henry Herbert Heriberto Hermann Hervé Hideki Hideo Hien
    Hilary Hilda Hind Hirofumi Hiroki Hiroko Hiroshi Hiroto Hiroyuki Hisham Holger Horacio Horst Houda Howard Hubert
    Huda Hugo Hugues Hui-Min Hung Huong Huseyin Hussein Hyejin Hyun Håkan Hélène Hüseyin Ian Ibrahim Idrissa Ifeanyi
    Ifeoma Ignacio Igor Ikechukwu Ikram Ilaria Ilham Ilya Iman Imane Imen Imran Indah Indira Ines Inga Inge Ingo Ingrid
    Inmaculada Inna Inès Ioana Ioannis Ionut Iqbal Irene Irfan Irina Irma Isaac Isabel Isabella Isabelle Isha Ishaan
    Ishita Ismail Ismaïl Issam István Itziar Ivan Ivana Ivo Iván Iwona Iyad Jaap Jabulani Jacek Jacob Jacqueline Jacques
    Jada Jaden Jae Jafar Jagdish Jaime Jakob Jakub Jalal Jamal James Jamie Jamila Jamshid Jan Jana Jane Janek Janet
    Janice Janina Janine Jared Jasmine Jasper Javier Jaya Jayant Jean Jean-Baptiste Jeanne Jeff Jeffrey Jelena Jelle
    Jemima Jenna Jennifer Jenny Jens Jeremy Jeroen Jerry Jerzy Jesper Jesse Jessica Jessie Jiajun Jian Jihoon Jihye Jill
    Jim Jimmy Jin-Woo Jisoo Jitka Jiří Joachim Joakim Joan Joana Joanna Joanne Joao Joaquin Joaquín Jocelyn Jochen Jody
    Joe Joel Joerg Johan Johann Johanna Johannes John Joke Joko Jolanta Jomo Jon Jonas Jonathan Jonna Joost Jordi Jorge
    Joris Jose Josef Josefa Josep Joseph Josephine Josh Joshua José Joy-Anne João Juan Juan-Carlos Juana Juanita Judit
    Judith Judy Juha Jukka Jules Julia Julian Juliana Juliane Julie Julien Juliette Julio Julián Junichi Junko Jussi
    Justin Justyna Jyoti Jérôme Jörg Júlia Jürgen Kadir Kagiso Kaito Kaja Kalpana Kamal Kamala Kamil Kamila Kana Kanako
    Kanchan Kaori Karan Karen Karim Karima Karin Karina Karine Karl Karla Karol Karolina Karsten Karthik Katalin
    Katarina Katarzyna Katarína Kate Kateryna Katharina Katherine Kathleen Kathrin Kathryn Kathy Katie Katja Katleho
    Katrin Katsuhiko Katy Kavita Kavitha Kayode Kazimierz Kazuhiro Kazuki Kazuo Kebede Kefilwe Keiko Keisuke Keith
    Kelechi Kelly Kemal Ken Kenji Kenneth Kenta Kerstin Ketut Kevin Kgomotso Khadija Khadijah Khaled Khalid Khanh Khoa
    Kieran Killian Kimberly Kinga Kiran Kirill Kirsten Kishore Kjell Klara Klaudia Klaus Klára Kofi Koichi Koji Komal
    Konrad Konstantin Konstantinos Kosuke Krishna Kristian Kristin Kristina Kristine Kristoffer Krzysztof Kshitij Kumar
    Kunal Kurt Kwabena Kwadwo Kwaku Kwame Kyle Kyoko Kyung Lakshmi Lamia Lamine Larissa Larry Lars Latifa Laura Lauren
    Laurence Laurent Laurie Layla Lea Leah Leandro Leif Leila Lena Lenka Leo Leon Leonard Leonardo Leonid Leonor Leonora
    Lerato Lesley Leslie Leszek Leticia Letícia Levent Leïla Liam Lidia Lidija Lieve Lihong Lilian Liliana Lina Linda
    Lindiwe Lindsay Linh Linus Lisa Livia Liz Ljiljana Ljubica Lorena Lorenz Lorenzo Lothar Lotte Loubna Louis Louisa
    Louise Lourdes Loïc Lubna Lubomír Luc Luca Lucas Lucia Luciana Luciano Lucie Lucille Lucy Ludovic Ludwig Luigi Luis
    Luisa Luise Luiz Lukas Luke Lukáš Lutz Luuk Luís Luísa Lydia Lynette Lynn László Maarten Maciej Madhav Madina Mads
    Maeve Magali Magdalena Magnus Mahdi Mahesh Mahmoud Mahmut Maimouna Maja Makoto Malak Malcolm Malgorzata Malika
    Mamadou Mamoun Manfred Manish Manoj Manon Mansour Manuel Manuela Mara Marc Marcel Marcello Marcelo Marcin Marco
    Marcos Marcus Marek Margaret Margarita Margit Margot Maria Mariam Mariame Mariana Marianne Marie Marieke Marija
    Marika Mariko Marilyn Marina Mario Marion Marisa Marisol Marissa Maristela Marit Marius Mariusz Mariya Marjorie Mark
    Markku Markus Marlene Marlies Marlon Marouane Marta Martha Martin Martina Martine Marwa Mary Marzena María Masahiro
    Masaki Masako Masoud Massimiliano Massimo Massoud Mateo Mateusz Matheus Mathias Mathieu Matt Matteo Matthew Matthias
    Matthieu Mattia Mattias Maud Maureen Maurice Mauricio Maurizio Mauro Maxim Maxime Maximilian Maya Mayumi Mayuri
    Maziar Małgorzata Mbali Medhi Meera Megan Mehdi Mehmet Mehrdad Mei-Ling Meike Mekonnen Melaku Melanie Melinda
    Melissa Meltem Menno Mercedes Merve Meryem Meseret Mia Micah Michael Michaela Michal Michał Michel Michela Michele
    Michelle Michiel Mick Midori Mieke Miguel Mihaela Mihai Miho Mikael Mike Mikel Mikhail Miki Mikko Mikołaj Milagros
    Milan Milena Milica Milos Miloš Minako Minh Minoru Mirela Miriam Mirko Miroslav Mirza Misaki Mitsuko Miyuki Modibo
    Modou Mohamad Mohamed Mohammad Mohammad-Reza Mohammed Mohan Mohsen Moira Monica Monika Monique Moritz Moses Moussa
    Mpho Muhammad Mukesh Mulugeta Muna Murat Muriel Mustafa Myriam Mónica Nabil Nadav Nadeem Nadezhda Nadia Nadine Nadir
    Nadja Nadège Nagisa Naheed Naim Naledi Namrata Nana Nanako Nancy Nandini Naoki Naoko Naomi Naoto Narek Narendra
    Nasrin Nasser Natalia Natalie Natasha Nathalie Nathan Nathaniel Natsuki Navin Nawal Neda Neha Neil Nelson Nermin
    Ngozi Nguyet Nhlanhla Nicholas Nick Nicklas Nico Nicola Nicolaas Nicolas Nicole Nicoleta Nidhi Niels Nigel Nihal
    Nikhil Nikita Niklas Nikola Nikolai Nikolaos Nikos Nilesh Nils Nilufar Nina Nino Nirmala Nisha Nitin Niyazi Njeri
    Nneka Noam Noel Noemi Nokuthula Nomvula Nora Norbert Noriko Norman Nour Noémie Nthabiseng Nuno Nuria Nurul Nyasha
    Obinna Odile Olaf Olamide Olawale Oleg Oleksandr Oleksii Olena Olga Oliver Olivera Olivia Olivier Oluwaseun
    Oluwatobi Omar Omid Ondrej Ondřej Onur Oriol Orla Osamu Oscar Oskar Osman Otto Oumar Oumou Ousmane Pablo Padma
    Padraig Pamela Paola Paolo Parisa Parvin Pascal Pascale Pasi Patrice Patricia Patricio Patrick Patrik Patrizia
    Patrycja Paul Paula Pauline Paulo Pavel Pavlo Pawel Paweł Pedro Peggy Pekka Pelin Penelope Per-Olof Perla Peter
    Petia Petr Petra Petros Petru Phil Philip Philipp Philippe Phoebe Phuong Pia Piero Pierre Pieter Pietro Pilar Pinar
    Piotr Pooja Poornima Prabhakar Pradeep Prakash Pramod Pranav Prasad Prashant Pratik Praveen Preethi Preeti Premysl
    Prithvi Priya Przemysław Puja Purnima Putri Päivi Péter Pınar Přemysl Quentin Quynh Rabia Rachel Rachida Radek
    Radmila Radu Rafael Rafaela Rafał Raffaele Rafiq Raghav Rahma Rahul Raimund Rainer Raj Rajeev Rajesh Rajiv Rakesh
    Ralf Ralph Ramesh Ramiro Ramona Ramón Randi Randy Rania Ranjit Raphael Raphaël Raquel Rasha Rashid Rasmus Ratna Raul
    Ravi Raymond Razvan Raúl Rebeca Rebecca Rebekah Rebekka Reem Reema Refilwe Reiko Reiner Reinhard Remco Remy Renata
    Renate Renato Renaud Rene Renee Renzo René Renée Reza Rhea Rhiannon Riadh Ricardo Riccardo Richard Rick Rida Rika
    Riku Rina Rinaldo Rishabh Rita Rizwan Rob Robert Roberta Roberto Rocco Rocío Rodrigo Roger Rohan Rohit Roland
    Rolando Rolf Romain Roman Romy Ron Ronald Rosa Rosalind Rosana Rosane Rosemary Rosie Rossella Roy Roza Ruben Rubén
    Rudolf Rui Rukmini Rumi Rupert Ruslan Russell Rustam Ruta Rutger Ruth Ryan Ryo Ryota Ryusuke Rémi Rémy Saad Sabina
    Sabine Sabri Sabrina Sachin Sadia Saeed Safiya Sagar Saida Saki Salah Salim Sally Salma Salome Salvatore Sam
    Samantha Samar Samir Samira Samuel Sandeep Sander Sandile Sandra Sandro Sanjana Sanjay Sanjeev Sanne Santiago
    Santosh Sara Sarah Sari Sarita Sascha Saskia Satish Satoshi Sayaka Sayed Sean Sebastian Seda Seema Segun Seiichi
    Selim Selma Senthil Seokjin Seong Serena Serge Sergei Sergey Sergio Serkan Seth Setsuko Seun Severin Shabnam Shadi
    Shahid Shahram Shalini Shane Shankar Shannon Shantanu Shanti Sharmila Sharon Shashi Shaun Shawn Sheila Sherif
    Shigeru Shinichi Shinji Shiori Shirin Shirley Shiv Shohei Shreya Shubham Shuichi Shyam Sibusiso Siddharth Siegfried
    Sigrid Silas Silke Silvia Silvio Simon Simona Simone Simran Sindhu Sindisiwe Siobhan Sipho Siti Siv Slawomir Sneha
    Snežana Sofia Sofie Soledad Somchai Sonia Sonja Soo-Jin Sophia Sophie Soraya Sorin Souad Soumaya Sreeja Sridhar
    Srinivas Stacy Stanislav Stavros Stefan Stefania Stefanie Stefano Steffen Steinar Stelian Stella Stephan Stephanie
    Stephen Steve Steven Stuart Stéphane Stéphanie Sudarshan Sudha Sudhir Sudip Sue Suhail Sulaiman Suleiman Sumit Sunil
    Sunita Suresh Susan Susana Susanna Susanne Sushil Sushma Suzanna Suzanne Svein Sven Svetlana Swati Sylvain Sylvia
    Sylvie Sylwia Szabolcs Szymon Sébastien Séverine Sönke Sławomir Tadashi Tadeusz Taiwo Takashi Takeshi Takuya Tala
    Tamar Tamara Tamika Tamás Tandi Tania Tanja Tapio Tara Tarcísio Tarek Tariq Tarun Tatiana Tatjana Tatsuya Tatyana
    Tebogo Ted Temitope Teodor Teppei Teresa Tereza Terry Tetiana Tetsuya Thabo Thandeka Thandi Thandiwe Thanh Thao Theo
    Theodor Theresa Thiago Thibault Thibaut Thierry Thijs Thomas Thomasz Thorsten Thuy Tiago Tiffany Tiina Tilman Tim
    Timo Timothy Tina Titus Tjeerd Tobi Tobias Todd Tolulope Tom Tomas Tomasz Tommaso Tommy Tomoko Tomomi Tomáš Toni
    Tony Toomas Torsten Toru Toshiro Tracy Travis Trevor Trond Troy Tsegaye Tshepo Tsuyoshi Tuan Tunde Tuomas Tuomo
    Tuula Tyler Tyrone Tímea Tõnu Uchenna Udo Ulf Uli Ulrich Ulrike Uma Umar Umesh Ursula Usha Usman Utkarsh Uwe Uzoma
    Vaibhav Valentin Valentina Valeria Valerio Valery Valérie Vandana Vanessa Vasile Vasiliki Vasily Venkat Venkatesh
    Vera Verena Veronica Veronika Veronique Verónica Vesna Vibha Vicente Victor Vidya Vigdis Vijay Vikas Vikram Viktor
    Viktoria Viktoriia Vilma Vinay Vincent Vincenza Vincenzo Vineet Vinod Vinícius Violeta Virginie Vishal Vishnu Vitor
    Vittorio Vivek Vivian Viviana Vivien Vlad Vladimir Vlastimil Vojtěch Volker Volodymyr Vusi Václav Véronique Víctor
    Vítor Wafa Wahyu Waleed Walid Walter Waltraud Wanda Wangari Wanjiru Wataru Wayne Wendell Wendy Werner Weronika
    Wiebke Wiktor Wilfried Wilhelm Willem William Wim Wioletta Wojciech Wolfgang Xavier Xiao-Li Xiaoming Xóchitl Yaakov
    Yadira Yael Yahya Yan Yanis Yann Yannick Yara Yared Yaroslav Yasmin Yasmine Yassine Yasuhiro Yasuko Yaw Yelena
    Yetunde Yevgeny Yiannis Yildiz Yoko Yolanda Yolande Yordan Yosef Yoshihiro Yoshiko Yosi Yousef Youssef Yuichi Yuka
    Yuki Yukio Yuko Yulia Yuliya Yumi Yuna Yunus Yuri Yusuf Yuta Yutaka Yuto Yves Yvette Yvonne Zach Zachary Zahra Zaid
    Zain Zainab Zakaria Zara Zbigniew Zdenek Zdeněk Zeinab Zeynep Zhanna Zineb Zodwa Zoe Zofia Zola Zoltán Zora Zoran
    Zorica Zsolt Zsuzsanna Zubair Zuzana Zvonimir Ágnes Álvaro Ángel Åsa Åslaug Élodie Émilie Éric Étienne Éva Ömer
    Özgür Özlem Øyvind Ümit Łucja Łukasz Şebnem Žaneta Žarko Александр Александра Алексей Алина Алёна Анастасия Андрей
    Анна Антон Артём Борис Вадим Валентин Валентина Валерий Василий Вера Виктор Виктория Виталий Владимир Владислав
    Вячеслав Галина Георгий Григорий Дарья Денис Дмитрий Евгений Евгения Екатерина Елена Иван Игорь Илья Ирина Кирилл
    Константин Ксения Лариса Леонид Людмила Максим Маргарита Марина Мария Михаил Надежда Наталия Наталья Никита Николай
    Оксана Олег Ольга Павел Пётр Роман Светлана Сергей Станислав Татьяна Юлия Юрий Ярослав
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
    return any(is_first_name(word) or (word[:1].isupper() and word.casefold() in _SURNAMES) for word in text.split())


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

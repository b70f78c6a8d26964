"""First names that are common in many countries: they tell that words with capitals name a person, and no topic."""

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
    Aaron Abdul Abdullah Abigail Adam Adrian Adriana Agata Agathe Agnes Agnieszka Agus Ahmad Ahmed Aigerim Aisha Akira
    Aksel Akshat Alain Alan Albert Alberto Aldo Alejandra Alejandro Aleksander Aleksandr Aleksandra Aleksi Alessandra
    Alessandro Alessio Alex Alexander Alexandra Alexandre Alexandru Alexei Alexey Alexis Alfonso Alfredo Ali Alice
    Alicia Alina Alison Allison Amanda Amelia Amina Amir Amit Amund Amy Ana Anand Anastasia Anders Andre Andrea
    Andreas Andrei Andrej Andrew Andrey Andrzej André Andrés Andy Angela Angelika Angelo Anita Anja Anjali Ann Anna
    Anne Anneke Annette Annie Annika Ansgar Anthony Antje Antoine Anton Antonella Antonello Antonio Antti António
    Arjun Armando Arnaud Arnauld Arne Arnold Arthur Artur Arturo Arun Ashley Ashok Astrid Attila Aurélie Axel Ayşe
    Barbara Bart Bartosz Beata Beate Beatrice Beatriz Belén Ben Benedikt Benjamin Benoit Benoît Bente Bernard Bernardo
    Bernd Bernhard Bertrand Beth Betty Birgit Björn Blanca Bogdan Boris Brad Bram Brandon Brenda Brent Brian Brigitte
    Bruce Bruno Bryan Budi Camila Camille Carl Carla Carlo Carlos Carmen Carmine Carolina Caroline Carsten Catarina
    Caterina Catherine Cathy Cecilia Celine Cesar Charles Charlotte Cheng Cheryl Chiara Chloé Chris Christa Christel
    Christelle Christer Christina Christine Christof Christoph Christophe Christopher Cindy Claire Clara Claude
    Claudia Claudio Clemens Clément Colin Concepción Connie Constantin Corinna Cornelia Craig Cristian Cristiano
    Cristina Cynthia Cédric Céline César Damian Damien Dan Daniel Daniela Daniele Danielle Danny Dario Dariusz Darren
    Dave David Davide Deborah Deepak Denis Denise Dennis Derek Dewi Diana Diane Didier Diego Dieter Dietmar Dimitri
    Dimitris Dirk Dmitri Dmitry Dominik Dominique Donald Donna Doris Dorothea Dorothy Doug Douglas Duncan Ed Eddie
    Edgar Edith Eduard Eduardo Edward Edwin Eileen Eivind Ekaterina Eko Elaine Elena Eleni Elias Elif Elisa Elisabeth
    Elizabeth Ella Ellen Emanuel Emanuele Emil Emilia Emily Emma Emmanuel Emre Enrico Enrique Enzo Eric Erica Erich
    Erick Erik Erika Erin Erna Ernesto Ernst Esa Esra Esteban Esther Etienne Eugene Eugenia Eugenio Eva Evan Evelyn
    Ewa Fabian Fabien Fabio Fabiola Fabrice Fabrizio Farid Fatima Fatma Federica Federico Felipe Felix Femke Ferdinand
    Ferenc Fernanda Fernando Filip Filippo Fiona Flavia Florian Francesca Francesco Francis Francisco Franck Franco
    Franz François Françoise Fred Frederick Frederik Fredrik Friedrich Fritz Frédéric Gabriel Gabriela Gabriele
    Gabriella Gareth Gary Gaurav Gavin Gavril Gaëlle Geoffrey Georg George Georges Gerald Gerard Gerardo Gerd Gerhard
    Gerrit Giacomo Giancarlo Gianluca Gianni Gianpaolo Gilbert Gildas Gilles Giorgio Giovanna Giovanni Gisela Giulia
    Giulio Giuseppe Gonzalo Graham Greg Gregor Gregory Grzegorz Guido Guilherme Guillaume Guillermo Gunnar Gustav
    Gustavo Gábor Gérard Günter Günther Hamid Hanna Hannah Hans Harald Harold Harry Hartmut Hasan Hassan Heather
    Hector Hege Heidi Heike Heiko Heinrich Heinz Helen Helena Helene Helga Helmut Hendrik Henk Henri Henrik Henry
    Herbert Hermann Hervé Hideo Hilary Hiroshi Holger Horst Howard Hubert Hugo Hugues Hussein Håkan Hélène Ian Ibrahim
    Ignacio Igor Ilaria Ilya Ines Inga Inge Ingo Ingrid Inmaculada Inès Ioana Irene Irina Irma Isaac Isabel Isabella
    Isabelle István Ivan Ivana Iván Jacek Jacob Jacqueline Jacques Jaime Jakob Jakub James Jamie Jan Jana Jane Janet
    Janice Janina Janine Jasmine Javier Jean Jeanne Jeff Jeffrey Jelena Jennifer Jenny Jens Jeremy Jerry Jesper Jesse
    Jessica Jessie Jill Jim Jimmy Jiří Joachim Joakim Joan Joana Joanna Joanne Joao Joaquin Joaquín Jochen Joe Joel
    Joerg Johan Johann Johanna Johannes John Joko Jon Jonas Jonathan Joost Jordi Jorge Joris Jose Josef Josefa Josep
    Joseph Josephine Josh Joshua José João Juan Juana Juanita Judith Judy Juha Jukka Jules Julian Julie Julien
    Juliette Julio Jussi Justin Justyna Jérôme Jörg Júlia Jürgen Kamil Karen Karin Karina Karine Karl Karol Karolina
    Karsten Karthik Katalin Katarina Katarzyna Kate Katharina Katherine Kathleen Kathrin Kathryn Kathy Katja Katrin
    Katy Kazimierz Kazuo Keith Kelly Ken Kenji Kenneth Kerstin Kevin Khaled Khalid Killian Kiran Kirsten Kjell Klaus
    Konrad Konstantin Konstantinos Kristian Kristin Kristina Kristine Kristoffer Krzysztof Kumar Kurt Kyle Larry Lars
    Laura Lauren Laurence Laurent Layla Lea Leandro Leila Lena Lenka Leo Leonard Leonardo Leonid Leslie Leticia
    Letícia Liam Lidia Lina Linda Lindsay Lisa Liz Lorena Lorenzo Lothar Louis Louisa Louise Lourdes Loïc Luc Luca
    Lucas Lucia Luciana Luciano Lucie Lucy Ludovic Ludwig Luigi Luis Luisa Luise Luiz Lukas Luke Lukáš Lutz Luís Lydia
    Lynn László Maarten Maciej Magali Magdalena Magnus Mahdi Mahmoud Maja Malgorzata Manfred Manish Manuel Manuela
    Mara Marc Marcel Marcello Marcelo Marcin Marco Marcos Marcus Marek Margaret Margarita Margit Margot Maria Mariana
    Marianne Marie Marieke Marija Marika Marilyn Marina Mario Marion Marit Marius Marjorie Markku Markus Marlene Marta
    Martha Martin Martina Martine Mary María Massimiliano Massimo Mateo Mateusz Matheus Mathias Mathieu Matt Matteo
    Matthew Matthias Matthieu Maureen Maurice Mauricio Maurizio Mauro Maxim Maxime Mayumi Małgorzata Megan Mehdi
    Mehmet Melanie Melissa Mercedes Mia Michael Michaela Michal Michał Michel Michela Michele Michelle Miguel Mihaela
    Mihai Mikael Mike Mikhail Mikko Mikołaj Milan Milena Milica Miriam Mirko Miroslav Mohamed Mohammad Mohammed Monica
    Monika Monique Moritz Muhammad Murat Mustafa Mónica Nadia Nadine Nadja Nancy Natalia Natalie Natasha Nathalie
    Nathan Neha Neil Nicholas Nick Nicklas Nico Nicola Nicolas Nicole Niels Nigel Nikhil Nikita Nikola Nikolai
    Nikolaos Nikos Nils Nina Nino Noel Noemi Nora Norbert Nour Nuno Nuria Olaf Oleg Olga Oliver Olivia Olivier Omar
    Ondřej Oscar Oskar Osman Otto Pablo Pamela Paola Paolo Pasi Patrice Patricia Patricio Patrick Patrik Patrizia Paul
    Paula Pauline Paulo Pawel Paweł Pedro Peggy Pekka Penelope Peter Petr Petra Phil Philip Philipp Philippe Pia
    Pierre Pieter Pietro Pilar Piotr Pooja Pradeep Prashant Priya Päivi Péter Rachel Radu Rafael Rafaela Rafał
    Raffaele Rahul Raimund Rainer Raj Rajesh Rakesh Ralf Ralph Ramiro Ramón Randy Rania Raphael Raphaël Raquel Rasmus
    Raul Ravi Raymond Raúl Rebecca Reiner Reinhard Renata Renate Renato Rene René Ricardo Riccardo Richard Rita Rob
    Robert Roberta Roberto Rocío Rodrigo Roger Rohit Roland Rolf Romain Roman Ron Ronald Rosa Roy Rudolf Rui Rupert
    Russell Ruth Ryan Rémi Sabine Sabrina Sachin Sally Salvatore Sam Samantha Samir Samuel Sandeep Sander Sandra
    Sandro Sanjay Sanjeev Sara Sarah Sari Sascha Saskia Satoshi Sean Sebastian Serena Serge Sergei Sergey Sergio Seth
    Shane Shannon Sharon Sheila Shirley Shreya Sigrid Silke Silvia Silvio Simon Simona Simone Siobhan Siti Siv
    Slawomir Sofia Sofie Sonia Sonja Sophia Sophie Sorin Stacy Stanislav Stefan Stefania Stefanie Stefano Steffen
    Stella Stephan Stephanie Stephen Steve Steven Stuart Stéphane Stéphanie Sue Sunil Suresh Susan Susana Susanna
    Susanne Suzanne Svein Sven Svetlana Sylvain Sylvia Sylvie Sébastien Sönke Takashi Tamara Tania Tanja Tara Tarcísio
    Tarek Tatiana Ted Teresa Terry Theo Theodor Theresa Thiago Thierry Thomas Thorsten Tiago Tiffany Tilman Tim Timo
    Timothy Tina Tobias Todd Tom Tomas Tomasz Tommy Tomáš Toni Tony Torsten Tracy Trevor Troy Tuomas Tuula Tyler Tõnu
    Udo Ulf Uli Ulrich Ulrike Ursula Uwe Valentin Valentina Valeria Valerio Valérie Vanessa Vera Verena Veronica
    Veronika Verónica Vicente Victor Vijay Vikas Vikram Viktor Vincent Vincenzo Vinod Vinícius Vishal Vittorio Vivian
    Vladimir Volker Václav Víctor Walid Walter Waltraud Wanda Wayne Wendy Werner Wilfried Wilhelm Willem William Wim
    Wojciech Wolfgang Xavier Yan Yanis Yann Yannick Yasmin Yolanda Yosi Youssef Yuki Yuri Yves Yvette Yvonne Zbigniew
    Zdenek Zdeněk Zoe Zoltán Zoran Zsolt Zuzana Ágnes Álvaro Ángel Åsa Åslaug Éric Étienne Özlem Øyvind Łukasz Žarko
    Александр Александра Алексей Алина Алёна Анастасия Андрей Анна Антон Артём Борис Вадим Валентин Валентина Валерий
    Василий Вера Виктор Виктория Виталий Владимир Владислав Вячеслав Галина Георгий Григорий Дарья Денис Дмитрий
    Евгений Евгения Екатерина Елена Иван Игорь Илья Ирина Кирилл Константин Ксения Лариса Леонид Людмила Максим
    Маргарита Марина Мария Михаил Надежда Наталия Наталья Никита Николай Оксана Олег Ольга Павел Пётр Роман Светлана
    Сергей Станислав Татьяна Юлия Юрий Ярослав
    """.casefold().split()
)


def is_first_name(word: str) -> bool:
    """Whether this is a common first name, in any spelling of its letters, also the first of two with a hyphen."""
    return word[:1].isupper() and word.partition("-")[0].casefold() in _FIRST_NAMES


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

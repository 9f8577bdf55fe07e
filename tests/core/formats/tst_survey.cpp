// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/words/survey_words.h"
#include "core/formats/config.h"
#include "core/formats/strict_json.h"
#include "core/formats/survey.h"
#include "core/model/catalogue.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <algorithm>
#include <numeric>
#include <set>

using namespace pareto;
using nlohmann::json;

namespace {

json shipped_document() { return *read_strict_json(test::resource("architectures/survey.json")); }

Survey shipped() {
  const auto survey = parse_survey(shipped_document(), "survey.json");
  if (!survey)
    qFatal("%s", survey.error().message.c_str());
  return *survey;
}

const SurveyEntry* find(const Survey& survey, const std::string& id) {
  const auto at = std::find_if(survey.entries.begin(), survey.entries.end(),
                               [&](const SurveyEntry& entry) { return entry.id == id; });
  return at == survey.entries.end() ? nullptr : &*at;
}

/// A survey of one section and one entry.
json small(const json& entry) {
  json whole{{"id", "one"}, {"name", "One"}, {"title", "The one"}, {"sections", {"2.1"}}, {"paper", "9999.00001"}};
  whole.update(entry);
  return {{"survey", "s"},
          {"list", "l"},
          {"checked", "2026-11-29"},
          {"sections", {{{"id", "2.1"}, {"name", "A"}, {"name_ja", "B"}}}},
          {"entries", {whole}}};
}

} // namespace

/// The coverage of the survey: the shipped file against the catalogue, and files that are broken.
class SurveyTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  /// None is left unclassified; what is not here says why, and what is not built says which part is missing.
  void every_entry_is_classified() {
    const Survey survey = shipped();
    QVERIFY(survey.entries.size() > 300);
    std::set<std::string> ids, papers;
    for (const SurveyEntry& entry : survey.entries) {
      QVERIFY2(ids.insert(entry.id).second, entry.id.c_str());
      QVERIFY2(papers.insert(entry.paper).second, entry.id.c_str());
      QCOMPARE(entry.absence.has_value(), entry.coverage == SurveyClass::NotHere);
      QCOMPARE(entry.missing.has_value(), entry.absence == Absence::NotBuilt);
      QVERIFY2(entry.coverage == SurveyClass::NotHere || !entry.through.empty(), entry.id.c_str());
      QVERIFY2(QString::fromStdString(entry.url()).startsWith(QLatin1String("https://")), entry.id.c_str());
    }
  }

  void every_id_named_is_in_the_catalogue() {
    for (const SurveyEntry& entry : shipped().entries)
      for (const std::string& id : entry.through)
        QVERIFY2(find_architecture(id), (entry.id + " names " + id).c_str());
  }

  /// Whatever the file says: an architecture whose paper the survey lists runs here.
  void every_architecture_of_a_listed_paper_is_named() {
    const Survey survey = shipped();
    int named = 0;
    for (const Architecture& architecture : architectures())
      for (const SurveyEntry& entry : survey.entries)
        if (entry.paper == architecture.paper) {
          QCOMPARE(entry.coverage, SurveyClass::Runs);
          QVERIFY2(std::count(entry.through.begin(), entry.through.end(), architecture.id) == 1,
                   architecture.id.c_str());
          ++named;
        }
    QVERIFY(named >= 15);
  }

  /// One that computes the same as another says what differs.
  void the_same_kernel_says_what_differs() {
    for (const SurveyEntry& entry : shipped().entries)
      QVERIFY2(entry.coverage != SurveyClass::SameKernel || !entry.note.empty(), entry.id.c_str());
  }

  /// What is called a blueprint can be written as one, and is read back.
  void blueprints_can_be_written() {
    const Survey survey = shipped();
    QVERIFY(survey.counts()[static_cast<size_t>(SurveyClass::Blueprint)] > 0);
    for (const SurveyEntry& entry : survey.entries) {
      if (entry.coverage != SurveyClass::Blueprint)
        continue;
      ModelSpec spec = *built_in_model("softmax-attention", "probe");
      spec.blocks.clear();
      for (const std::string& id : entry.through) {
        const ShapeRule& rule = find_architecture(id)->shape;
        spec.blocks.push_back({rule.mixers.front()({"probe", 128, 64, 2, 2, 1, 152, 64, true}, 64),
                               rule.ffn ? std::optional(rule.ffn(152)) : std::nullopt});
      }
      const auto written = blueprint_to_json(spec, entry.name);
      QVERIFY2(written, entry.id.c_str());
      QVERIFY2(parse_config(*written, "f"), entry.id.c_str());
    }
  }

  void counts_add_up() {
    const Survey survey = shipped();
    const auto sum = [](const Survey::Counts& counts) { return std::accumulate(counts.begin(), counts.end(), 0); };
    QCOMPARE(sum(survey.counts()), static_cast<int>(survey.entries.size()));
    int in_sections = 0;
    size_t places = 0;
    for (const SurveySection& section : survey.sections) {
      QVERIFY2(sum(survey.counts(section.id)) > 0, section.id.c_str());
      in_sections += sum(survey.counts(section.id));
    }
    for (const SurveyEntry& entry : survey.entries)
      places += entry.sections.size();
    QCOMPARE(static_cast<size_t>(in_sections), places);
  }

  void classes_follow_the_catalogue() {
    const auto classed = [](const json& entry) { return parse_survey(small(entry), "f")->entries.front(); };
    QCOMPARE(classed({{"architecture", {"gla"}}}).coverage, SurveyClass::Runs);
    QCOMPARE(classed({{"paper", "2312.06635"}, {"missing", "slots"}}).coverage, SurveyClass::Runs);
    QCOMPARE(classed({{"blueprint", {"gla", "mamba"}}}).coverage, SurveyClass::Blueprint);
    QCOMPARE(classed({{"same_kernel", "gla"}}).coverage, SurveyClass::SameKernel);
    const SurveyEntry later = classed({{"architecture", {"not-yet"}}, {"missing", "slots"}});
    QCOMPARE(later.coverage, SurveyClass::NotHere);
    QCOMPARE(*later.absence, Absence::NotBuilt);
    QCOMPARE(*later.missing, MissingPart::Slots);
    const SurveyEntry half = classed({{"blueprint", {"gla", "not-yet"}}, {"missing", "slots"}});
    QCOMPARE(half.coverage, SurveyClass::NotHere);
  }

  void sentences() {
    const Survey survey = shipped();
    const Voice english;
    QCOMPARE(coverage_text(english, *find(survey, "gla")), std::string("Here as GLA, Simple GLA."));
    QCOMPARE(coverage_text(english, *find(survey, "hedgehog")), std::string("The kernel of Linear attention."));
    QCOMPARE(coverage_text(english, *find(survey, "flashattention")),
             std::string("A faster way to compute the same as Transformer++ (Llama-like)."));
    QCOMPARE(coverage_text(english, *find(survey, "tova")),
             std::string("Not built yet: it needs a cache that drops tokens."));
    QCOMPARE(counts_text(english, {2, 0, 1, 3}), std::string("2 run here, 1 by the same kernel, 3 not here"));
  }

  void broken_files_give_one_sentence_data() {
    QTest::addColumn<QByteArray>("document");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* name, const json& document, const char* sentence) {
      QTest::newRow(name) << QByteArray::fromStdString(document.dump()) << QString::fromUtf8(sentence);
    };
    row("not an object", json::array(), "f holds no survey: it must be an object.");
    row("no list", {{"survey", "s"}, {"checked", "c"}}, "f: $.list is missing or empty");
    row("no reason", small(json::object()),
        "f: $.entries[0].reason is missing, and nothing that the entry names is in the catalogue");
    row("unknown reason", small({{"reason", "dull"}}), "f: $.entries[0].reason must be one of not_built, conversion,");
    row("unknown part", small({{"missing", "slot"}}), "f: $.entries[0].missing must be one of feature_map, slots,");
    row("not built, of what", small({{"reason", "not_built"}}),
        "f: $.entries[0].missing must name the part that is not built");
    row("one language", small({{"reason", "study"}, {"note", "A note."}}),
        "f: $.entries[0].note must stand in both languages");
    row("no such section", small({{"reason", "study"}, {"sections", {"9.9"}}}),
        "f: $.entries[0].sections must name sections of this file");
    row("no sections", small({{"reason", "study"}, {"sections", json::array()}}),
        "f: $.entries[0].sections must be a list of words");
    row("a name that is a number", small({{"reason", "study"}, {"name", 3}}),
        "f: $.entries[0].name must be a text of at most 200 characters; found 3.");
    row("a slip", small({{"reason", "study"}, {"not", "x"}}), "f: $.entries[0].not");
    json twice = small({{"reason", "study"}});
    twice["entries"].push_back(twice["entries"][0]);
    row("twice", twice, "f: $.entries[1].id is told twice: 'one'");
  }

  void broken_files_give_one_sentence() {
    QFETCH(QByteArray, document);
    QFETCH(QString, sentence);
    const auto survey = parse_survey(json::parse(document.toStdString()), "f");
    QVERIFY(!survey);
    const QString message = QString::fromStdString(survey.error().message);
    QVERIFY2(message.startsWith(sentence), qPrintable(message));
    QVERIFY(!message.contains(QLatin1Char('\n')) && !survey.error().where.empty());
  }
};

PARETO_TEST(SurveyTest)
#include "tst_survey.moc"

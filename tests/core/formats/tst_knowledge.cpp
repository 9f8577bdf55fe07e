// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/words/knowledge_words.h"
#include "core/formats/knowledge.h"
#include "core/formats/strict_json.h"
#include "core/model/catalogue.h"
#include "core/model/nature.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <QDate>

#include <algorithm>

using namespace pareto;
using nlohmann::json;

namespace {

json knowledge_document() { return *read_strict_json(test::resource("architectures/knowledge.json")); }

KnowledgeBook shipped_knowledge() {
  const auto book = parse_knowledge(knowledge_document(), "knowledge.json");
  if (!book)
    qFatal("%s", book.error().message.c_str());
  return *book;
}

void sourced(const Sourced& fact, const std::string& of) {
  QVERIFY2(QString::fromStdString(fact.source).startsWith(QLatin1String("https://")), of.c_str());
  QVERIFY2(QDate::fromString(QString::fromStdString(fact.checked), Qt::ISODate).isValid(), of.c_str());
}

/// The shipped libraries and one architecture, changed by `edit`.
json small_knowledge(const json& edit) {
  json document = knowledge_document();
  json one{{"id", "one"}, {"transformers", nullptr}, {"fla", false}, {"llama.cpp", "a"}, {"vllm", {{"inside", "b"}}}};
  one["released"] = json::array();
  one.update(edit);
  document["architectures"] = json::array({one});
  return document;
}

json released(const json& edit) {
  json release{
      {"name", "M"}, {"sizes", "7B"}, {"licence", "MIT"}, {"source", "https://x.y"}, {"checked", "2026-11-29"}};
  release.update(edit);
  return small_knowledge({{"released", {release}}});
}

} // namespace

/// What is known of architectures: the shipped file against the catalogue, what follows from graphs, and broken files.
class KnowledgeTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  /// No architecture without these facts, no fact without source and day.
  void every_architecture_is_looked_up() {
    const KnowledgeBook book = shipped_knowledge();
    for (const LibraryRead& library : book.libraries)
      sourced(library, library.name);
    for (const Architecture& architecture : architectures()) {
      const Knowledge* known = book.find(architecture.id);
      QVERIFY2(known, (architecture.id + " is not in knowledge.json").c_str());
      for (const ReleasedModel& release : known->released) {
        sourced(release, architecture.id);
        QVERIFY2(!release.name.empty() && !release.sizes.empty(), architecture.id.c_str());
      }
      for (const Support& support : known->support)
        QCOMPARE(support.as.empty(), support.kind == Support::Kind::No || support.kind == Support::Kind::Unknown);
    }
    QVERIFY(!book.find("nothing"));
  }

  /// Every graph has its kernels, whatever the catalogue gains.
  void natures_follow_from_graphs() {
    for (const Architecture& architecture : architectures()) {
      const Nature nature = nature_of(architecture);
      QVERIFY2(!nature.kernels.empty(), architecture.id.c_str());
      QVERIFY2(nature.prefill.rfind("O(n", 0) == 0 && nature.memory.rfind("O(", 0) == 0, architecture.id.c_str());
    }
  }

  void known_natures_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("prefill");
    QTest::addColumn<QString>("memory");
    const auto row = [](const char* id, const char* prefill, const char* memory) {
      QTest::newRow(id) << QString::fromUtf8(id) << QString::fromUtf8(prefill) << QString::fromUtf8(memory);
    };
    row("softmax-attention", "O(n²)", "O(n)");
    row("sliding-window", "O(n W)", "O(min(n, W))");
    row("mamba2", "O(n)", "O(1)");
    row("gated-deltanet", "O(n)", "O(1)");
    row("hgrn", "O(n)", "O(1)");
    row("rwkv7", "O(n)", "O(1)");
    row("hybrid-samba", "O(n W)", "O(W)");
    row("hybrid-gdn-attn", "O(n² / 4)", "O(n / 4)");
    row("hybrid-gdn-attn-24-1", "O(n² / 25)", "O(n / 25)");
    row("block-diffusion", "O(n²)", "O(n)");
  }

  /// And of these, which read all they keep, the time of a token as their own file says it.
  void known_natures() {
    QFETCH(QString, id);
    QFETCH(QString, prefill);
    QFETCH(QString, memory);
    const Architecture* architecture = find_architecture(id.toStdString());
    QVERIFY(architecture);
    const Nature nature = nature_of(*architecture);
    QCOMPARE(QString::fromStdString(nature.prefill), prefill);
    QCOMPARE(QString::fromStdString(nature.memory), memory);
    QCOMPARE(architecture->complexity, nature.memory);
  }

  void sights() {
    const auto how = [](const char* id) { return nature_of(*find_architecture(id)).how; };
    QCOMPARE(how("softmax-attention").sight, Sight::Past);
    QCOMPARE(how("hybrid-samba").block, int64_t{1});
    QCOMPARE(how("block-diffusion").sight, Sight::Block);
    QCOMPARE(how("block-diffusion").block, int64_t{16});
    QCOMPARE(how("masked-diffusion").sight, Sight::Whole);
    const Voice english;
    QVERIFY(sight_text(english, nature_of(*find_architecture("mamba2"))).empty());
    QVERIFY(sight_text(english, nature_of(*find_architecture("block-diffusion"))).find("block of 16") !=
            std::string::npos);
  }

  void kernels() {
    const auto has = [](const char* id, Op op) {
      const auto kernels = nature_of(*find_architecture(id)).kernels;
      return std::count(kernels.begin(), kernels.end(), op) == 1;
    };
    QVERIFY(has("softmax-attention", Op::Attention) && has("softmax-attention", Op::Rope));
    QVERIFY(has("mamba", Op::SelectiveScan) && has("mamba", Op::CausalConv) && !has("mamba", Op::Attention));
    QVERIFY(has("hybrid-samba", Op::SelectiveScan) && has("hybrid-samba", Op::Attention));
    QVERIFY(has("mingru", Op::DiagonalRecurrence) && !has("mingru", Op::CausalConv));
  }

  void sentences() {
    const Voice english;
    const KnowledgeBook book = shipped_knowledge();
    const Architecture& mamba2 = *find_architecture("mamba2");
    QCOMPARE(growth_text(english, mamba2, nature_of(mamba2)),
             std::string("a prompt O(n), each token O(1), cache and state O(1)"));
    QCOMPARE(kernels_text(english, nature_of(*find_architecture("mingru"))),
             std::string("recurrence of a vector state"));
    const auto support = [&](Support::Kind kind) { return support_text(english, book.libraries[0], {kind, "x"}); };
    QCOMPARE(support(Support::Kind::Yes), std::string("transformers 5.24.0: x"));
    QCOMPARE(support(Support::Kind::Inside), std::string("transformers 5.24.0: inside x"));
    QCOMPARE(support(Support::Kind::No), std::string("transformers 5.24.0: not there"));
    QCOMPARE(support(Support::Kind::Unknown), std::string("transformers 5.24.0: not known"));
    ReleasedModel release{{"https://x.y", "2026-11-29"}, "M", "7B", "MIT"};
    QCOMPARE(release_text(english, release), std::string("M: 7B (MIT)"));
    release.licence.clear();
    QCOMPARE(release_text(english, release), std::string("M: 7B (licence not known)"));
  }

  void broken_files_give_one_sentence_data() {
    QTest::addColumn<QByteArray>("document");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* name, const json& document, const char* sentence) {
      QTest::newRow(name) << QByteArray::fromStdString(document.dump()) << QString::fromUtf8(sentence);
    };
    row("not an object", json::array(), "f: $ must be an object {...}");
    json few = small_knowledge(json::object());
    few["libraries"].erase(few["libraries"].begin());
    row("a library less", few, "f: $.libraries must name transformers");
    json silent = small_knowledge(json::object());
    silent["architectures"][0].erase("vllm");
    row("nothing said", silent, "f: $.architectures[0].vllm is missing; null says that it is not known");
    silent = small_knowledge(json::object());
    silent["architectures"][0].erase("released");
    row("no releases", silent, "f: $.architectures[0].released is missing; an empty list says that none is known");
    row("true is no name", small_knowledge({{"fla", true}}), "f: $.architectures[0].fla must be a text");
    row("inside of what", small_knowledge({{"fla", json::object()}}),
        "f: $.architectures[0].fla.inside is missing or empty");
    row("no source", released({{"source", nullptr}}), "f: $.architectures[0].released[0].source is missing or empty");
    row("no address", released({{"source", "a friend"}}),
        "f: $.architectures[0].released[0].source must be an address (https://)");
    row("no day", released({{"checked", "lately"}}),
        "f: $.architectures[0].released[0].checked must be a day such as 2026-11-29");
    json twice = small_knowledge(json::object());
    twice["architectures"].push_back(twice["architectures"][0]);
    row("twice", twice, "f: $.architectures[1].id is told twice: 'one'");
  }

  void broken_files_give_one_sentence() {
    QFETCH(QByteArray, document);
    QFETCH(QString, sentence);
    const auto book = parse_knowledge(json::parse(document.toStdString()), "f");
    QVERIFY(!book);
    const QString message = QString::fromStdString(book.error().message);
    QVERIFY2(message.startsWith(sentence), qPrintable(message));
    QVERIFY(!message.contains(QLatin1Char('\n')) && !book.error().where.empty());
  }
};

PARETO_TEST(KnowledgeTest)
#include "tst_knowledge.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// A question as the checkpoint's chat template puts it: which template counts, what it may read, what is said where it
// cannot be followed.
#include "core/text/chat_files.h"
#include "core/text/text_files.h"
#include "tests/support/program.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace pareto;

namespace {

const ChatSource kTurns{"{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}<assistant>", {}, {}};

std::string warned(const ChatPrompt& prompt, const char* code) {
  for (const Warning& warning : prompt.warnings)
    if (warning.code == code)
      return warning.message;
  return {};
}

} // namespace

class TestChat : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void follows_the_template();
  void gives_what_transformers_gives();
  void says_that_a_prompt_is_approximate();
  void puts_a_refused_system_text_first();
  void says_what_is_used_without_a_template();
  void template_of_a_folder_data();
  void template_of_a_folder();
  void special_tokens_of_a_folder_data();
  void special_tokens_of_a_folder();
  void template_of_a_vocabulary();
  void every_golden_vocabulary_has_an_exact_prompt();
};

void TestChat::follows_the_template() {
  const ChatPrompt prompt = render_chat(kTurns, "S", "U");
  QCOMPARE(prompt.text, std::string("<system>S<user>U<assistant>"));
  QVERIFY(prompt.form == ChatForm::Template && prompt.has_turns && prompt.warnings.empty());
  QCOMPARE(render_chat(kTurns, "", "U").text, std::string("<user>U<assistant>"));
  const ChatPrompt quiet =
      render_chat({"{% for m in messages if m.role == 'user' %}{{ m.content }}{% endfor %}", {}, {}}, "S", "U");
  QCOMPARE(quiet.text, std::string("U"));
  QVERIFY(quiet.form == ChatForm::Template && !warned(quiet, "system_left_out").empty());
}

void TestChat::gives_what_transformers_gives() {
  const auto text = [](const char* source) {
    return render_chat({source, {}, {{"bos_token", "<s>"}, {"eos_token", "</s>"}}}, "", "U",
                       [] {
                         std::tm time{};
                         time.tm_year = 126;
                         time.tm_mon = 10;
                         time.tm_mday = 28;
                         return time;
                       })
        .text;
  };
  QCOMPARE(text("{{ tools is defined }}{{ tools is none }}{{ documents is none }}{{ add_generation_prompt }}"),
           std::string("TrueTrueTrueTrue"));
  QCOMPARE(text("{{ bos_token }}{{ messages|length }}{{ eos_token }}{{ pad_token is defined }}"),
           std::string("<s>1</s>False"));
  QCOMPARE(text("{{ messages[0] }}"), std::string("{'role': 'user', 'content': 'U'}"));
  QCOMPARE(text("{{ strftime_now('%d %b %Y') }}"), std::string("28 Nov 2026"));
  const std::string today = render_chat({"{{ strftime_now('%Y') }}", {}, {}}, "", "U").text; // the machine's own clock
  QVERIFY(today.size() == 4 && today >= "2024");
}

void TestChat::says_that_a_prompt_is_approximate() {
  for (const char* source : {"x\n{% include 'y' %}", "x\n{{ messages|urlize }}", "x\n{{ nobody.name }}", "x\n{% if %}",
                             "x\n{{ raise_exception('never') }}"}) {
    const ChatPrompt prompt = render_chat({source, {}, {}}, "S", "U");
    QCOMPARE(prompt.text, std::string("S\n\nU"));
    QVERIFY(prompt.form == ChatForm::Approximate && !prompt.has_turns);
    const std::string said = warned(prompt, "chat_approximate");
    QVERIFY2(said.find("approximate") != std::string::npos && said.find("line 2") != std::string::npos, said.c_str());
  }
}

void TestChat::puts_a_refused_system_text_first() {
  const ChatPrompt prompt = render_chat({"{% if messages[0].role == 'system' %}{{ raise_exception('No system turn') "
                                         "}}{% endif %}<{{ messages[0].content }}>",
                                         {},
                                         {}},
                                        "S", "U");
  QCOMPARE(prompt.text, std::string("<S\n\nU>"));
  QVERIFY(prompt.form == ChatForm::Approximate && prompt.has_turns);
  QVERIFY(warned(prompt, "chat_approximate").find("“No system turn”") != std::string::npos);
}

void TestChat::says_what_is_used_without_a_template() {
  const ChatPrompt none = render_chat({}, "S", "U");
  QCOMPARE(none.text, std::string("S\n\nU"));
  QVERIFY(none.form == ChatForm::None && !none.has_turns &&
          warned(none, "no_chat_template").find("no chat template") != std::string::npos);
  const ChatPrompt raw = raw_chat("", "U");
  QVERIFY(raw.text == "U" && raw.form == ChatForm::Raw && raw.warnings.empty());
  const ChatPrompt named =
      render_chat({{}, "The folder names the chat templates 'rag' but no default one.", {}}, "", "U");
  QVERIFY(named.form == ChatForm::Approximate && warned(named, "chat_approximate").find("'rag'") != std::string::npos);
  for (ChatForm form : {ChatForm::None, ChatForm::Raw, ChatForm::Template, ChatForm::Approximate})
    QVERIFY(std::string(to_string(form)).size() >= 3);
}

namespace {

using Files = QMap<QString, QByteArray>;

void write(const QTemporaryDir& folder, const Files& files) {
  for (auto file = files.begin(); file != files.end(); ++file) {
    QDir().mkpath(QFileInfo(folder.filePath(file.key())).path());
    QFile out(folder.filePath(file.key()));
    QVERIFY(out.open(QIODevice::WriteOnly) && out.write(file.value()) == file.value().size());
  }
}

} // namespace

void TestChat::template_of_a_folder_data() {
  QTest::addColumn<Files>("files");
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("problem");
  const QByteArray config = R"({"chat_template": "old"})";
  QTest::newRow("nothing") << Files{} << ""
                           << "";
  QTest::newRow("configuration") << Files{{"tokenizer_config.json", config}} << "old"
                                 << "";
  QTest::newRow("file before configuration")
      << Files{{"tokenizer_config.json", config}, {"chat_template.jinja", "new\n"}} << "new\n"
      << "";
  QTest::newRow("named ones")
      << Files{{"tokenizer_config.json",
                R"({"chat_template": [{"name": "tool_use", "template": "t"}, {"name": "default", "template": "d"}]})"}}
      << "d"
      << "";
  QTest::newRow("names as keys") << Files{{"tokenizer_config.json",
                                           R"({"chat_template": {"default": "d", "rag": "r"}})"}}
                                 << "d"
                                 << "";
  QTest::newRow("no default") << Files{{"tokenizer_config.json",
                                        R"({"chat_template": [{"name": "rag", "template": "r"}]})"}}
                              << ""
                              << "'rag'";
  QTest::newRow("no text") << Files{{"tokenizer_config.json", R"({"chat_template": 7})"}} << ""
                           << "neither a text";
  QTest::newRow("null") << Files{{"tokenizer_config.json", R"({"chat_template": null})"}} << ""
                        << "";
  QTest::newRow("further files") << Files{{"chat_template.jinja", "d"},
                                          {"additional_chat_templates/tool_use.jinja", "t"}}
                                 << "d"
                                 << "";
  QTest::newRow("further files only") << Files{{"tokenizer_config.json", config},
                                               {"additional_chat_templates/rag.jinja", "t"}}
                                      << ""
                                      << "'rag'";
  QTest::newRow("default among further files") << Files{{"additional_chat_templates/default.jinja", "d"}} << "d"
                                               << "";
  QTest::newRow("older file") << Files{{"chat_template.json", R"({"chat_template": "older"})"}} << "older"
                              << "";
  QTest::newRow("configuration before older file")
      << Files{{"tokenizer_config.json", config}, {"chat_template.json", R"({"chat_template": "older"})"}} << "old"
      << "";
  QTest::newRow("a folder in its place") << Files{{"tokenizer_config.json", config}, {"chat_template.jinja/x", ""}}
                                         << ""
                                         << "cannot be read";
  QTest::newRow("too large") << Files{{"chat_template.jinja", QByteArray(2 << 20, 'x')}} << ""
                             << "1 MiB";
}

void TestChat::template_of_a_folder() {
  QFETCH(Files, files);
  QFETCH(QString, text);
  QFETCH(QString, problem);
  QTemporaryDir folder;
  write(folder, files);
  const auto source = read_chat_source(folder.path().toStdString());
  QVERIFY2(source, source ? "" : source.error().message.c_str());
  QCOMPARE(QString::fromStdString(source->text), text);
  QVERIFY2(problem.isEmpty() ? source->problem.empty() : QString::fromStdString(source->problem).contains(problem),
           source->problem.c_str());
}

void TestChat::special_tokens_of_a_folder_data() {
  QTest::addColumn<Files>("files");
  QTest::addColumn<QString>("tokens");
  QTest::newRow("texts and objects")
      << Files{{"tokenizer_config.json",
                R"({"bos_token": "<s>", "eos_token": {"content": "</s>", "lstrip": false}, "unk_token": null, "image_token": "<i>"})"}}
      << "bos_token=<s> eos_token=</s>";
  QTest::newRow("apart") << Files{{"tokenizer_config.json", R"({"bos_token": "<s>"})"},
                                  {"special_tokens_map.json",
                                   R"({"bos_token": "<b>", "pad_token": {"content": "<p>"}})"}}
                         << "bos_token=<b> pad_token=<p>";
  QTest::newRow("apart, but stated") << Files{{"tokenizer_config.json",
                                               R"({"bos_token": "<s>", "added_tokens_decoder": {}})"},
                                              {"special_tokens_map.json", R"({"bos_token": "<b>"})"}}
                                     << "bos_token=<s>";
  QTest::newRow("of the class") << Files{{"tokenizer_config.json",
                                          R"({"tokenizer_class": "LlamaTokenizerFast", "eos_token": "<end>"})"}}
                                << "bos_token=<s> eos_token=<end> unk_token=<unk>";
  QTest::newRow("null is none")
      << Files{{"tokenizer_config.json",
                R"({"tokenizer_class": "Qwen2Tokenizer", "bos_token": null, "eos_token": null, "unk_token": null, "pad_token": null})"}}
      << "";
}

void TestChat::special_tokens_of_a_folder() {
  QFETCH(Files, files);
  QFETCH(QString, tokens);
  QTemporaryDir folder;
  write(folder, files);
  const auto source = read_chat_source(folder.path().toStdString());
  QVERIFY2(source, source ? "" : source.error().message.c_str());
  QStringList found;
  for (const auto& [name, text] : source->special_tokens)
    found << QString::fromStdString(name + "=" + text);
  QCOMPARE(found.join(' '), tokens);
}

void TestChat::template_of_a_vocabulary() {
  VocabularySource vocabulary;
  vocabulary.tokens = {"<unk>", "<s>", "</s>"};
  vocabulary.unknown = 0;
  vocabulary.begin = 1;
  vocabulary.end = 2;
  vocabulary.chat_template = "{{ bos_token ~ eos_token ~ unk_token }}";
  QCOMPARE(render_chat(chat_source(vocabulary), "", "U").text, std::string("<s></s><unk>"));
  vocabulary.begin.reset();
  vocabulary.end = 9; // beyond the tokens
  QCOMPARE(render_chat(chat_source(vocabulary), "", "U").text, std::string("<unk>"));
  vocabulary.end.reset();
  vocabulary.unknown.reset();
  vocabulary.model = "llama"; // names none: the ids of SentencePiece
  QCOMPARE(render_chat(chat_source(vocabulary), "", "U").text, std::string("<s></s><unk>"));
}

void TestChat::every_golden_vocabulary_has_an_exact_prompt() {
  int found = 0;
  for (const QString& name : QDir(PARETO_GOLDEN_DIR "/gguf/models").entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
    const auto files = open_text_files((PARETO_GOLDEN_DIR "/gguf/models/" + name + "/model.gguf").toStdString());
    if (!files || files->chat.text.empty())
      continue;
    const ChatPrompt prompt = render_chat(files->chat, "", "How are you?");
    QVERIFY2(
        prompt.form == ChatForm::Template,
        qPrintable(name + ": " + QString::fromStdString(prompt.warnings.empty() ? "" : prompt.warnings[0].message)));
    ++found;
  }
  QVERIFY2(found >= 20, qPrintable(QString::number(found)));
}

PARETO_TEST(TestChat)
#include "tst_chat.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// The window's program: reads arguments, wires session and window, and runs without a person where asked to.
#include "core/formats/strict_json.h"
#include "core/platform/mapped_file.h"
#include "core/quality/published.h"
#include "ui/export/chart_exporter.h"
#include "ui/main_window.h"
#include "ui/pages/chart_page.h"
#include "ui/session/session_keeper.h"
#include "ui/words/language.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTextStream>
#include <QTimer>

#include <algorithm>

using namespace pareto;
using namespace pareto::ui;

namespace {

constexpr int kWithoutAPerson = 600'000; ///< milliseconds: what is written must not miss a model that opens slowly

int complain(const QString& sentence) {
  QTextStream(stderr) << "paretoscope: " << sentence << Qt::endl;
  return 1;
}

void addOptions(QCommandLineParser& parser) {
  parser.setApplicationDescription(
      QStringLiteral("See, measured live on this machine, what each language-model architecture costs and gives."));
  parser.addHelpOption();
  parser.addVersionOption();
  parser.addPositionalArgument(QStringLiteral("STUDY"), QStringLiteral("Study document; the Quick look when absent."),
                               QStringLiteral("[STUDY]"));
  const auto option = [&](const char* name, const char* text, const char* value = "") {
    parser.addOption({QLatin1String(name), QLatin1String(text), QLatin1String(value)});
  };
  option("run", "Start measuring at once.");
  option("export", "Write every chart (PNG, SVG, PDF) and its data (CSV) into DIR when the run ends.", "DIR");
  option("quit", "End when the run and the export are done; the run then ends after its first round.");
  option("rounds", "Rounds to measure; 0 refines until stopped.", "N");
  option("compare",
         "What the charts set side by side, of a study with several devices: models:DEVICE or devices:MODEL.", "WHAT");
  option("language", "en or ja.", "LANGUAGE");
  option("theme", "light or dark.", "THEME");
  option("screenshot", "Write a picture of the window for each tab into DIR when the run ends.", "DIR");
  option("window-size", "Size of the window, for pictures: 1280x800.", "WxH");
}

Result<std::shared_ptr<const PublishedResults>> readPublished() {
  QFile file(QStringLiteral(":/published/published-quality.json"));
  if (!file.open(QIODevice::ReadOnly))
    return fail(ErrorCode::Internal, "The published results are missing from this program; build it again.");
  const QByteArray text = file.readAll();
  PARETO_TRY_ASSIGN(document,
                    parse_strict_json({text.constData(), static_cast<size_t>(text.size())}, "published-quality.json"));
  PARETO_TRY_ASSIGN(published, PublishedResults::parse(document, "published-quality.json"));
  return std::shared_ptr<const PublishedResults>(std::make_shared<PublishedResults>(std::move(published)));
}

/// What happens once nothing is left to measure; the exit code.
int conclude(const QCommandLineParser& parser, MainWindow& window, const QString& error) {
  QTextStream out(stdout);
  if (parser.isSet(QStringLiteral("screenshot")))
    for (const QString& file : window.saveScreenshots(parser.value(QStringLiteral("screenshot"))))
      out << file << Qt::endl;
  if (parser.isSet(QStringLiteral("export"))) {
    const QString folder = QDir(parser.value(QStringLiteral("export"))).absolutePath();
    const auto written = exportAll(window.charts(), folder);
    if (!written)
      return complain(QString::fromStdString(written.error().message));
    for (const QString& file : *written)
      out << file << Qt::endl;
  }
  return error.isEmpty() ? 0 : complain(error);
}

/// The study and the comparison that the command line names; what is wrong with them, in a sentence.
QString openAsAsked(StudySession& session, const QCommandLineParser& parser) {
  const QString study = parser.positionalArguments().value(0), compared = parser.value(QStringLiteral("compare"));
  if (!study.isEmpty())
    if (const Status opened = session.open(study); !opened)
      return QString::fromStdString(opened.error().message);
  if (!parser.isSet(QStringLiteral("compare")))
    return {};
  ViewState view = session.view().state();
  if (!setCompared(view, compared))
    return QStringLiteral("--compare must be models:DEVICE or devices:MODEL; found “%1”.").arg(compared);
  session.setView(std::move(view));
  return {};
}

int start(QApplication& app, const QCommandLineParser& parser) {
  auto settings = std::make_unique<QSettings>(QSettings::IniFormat, QSettings::UserScope,
                                              QApplication::organizationName(), QApplication::applicationName());
  setLanguage(parser.isSet(QStringLiteral("language")) ? parser.value(QStringLiteral("language"))
                                                       : settings->value(QStringLiteral("window/language")).toString());
  const auto published = readPublished();
  if (!published)
    return complain(QString::fromStdString(published.error().message));
  const bool leaves = parser.isSet(QStringLiteral("quit")) || parser.isSet(QStringLiteral("export")) ||
                      parser.isSet(QStringLiteral("screenshot"));
  StudySession::Options options{EngineProcess::findEngine(),
                                QStandardPaths::writableLocation(QStandardPaths::AppDataLocation), *published};
  if (leaves)
    options.patience = kWithoutAPerson;
  StudySession session(std::move(options));
  const QString study = parser.positionalArguments().value(0);
  if (const QString problem = openAsAsked(session, parser); !problem.isEmpty())
    return complain(problem);
  const bool first = !settings->value(QStringLiteral("started"), false).toBool() && study.isEmpty();
  const bool quits = parser.isSet(QStringLiteral("quit"));
  if (!quits)
    settings->setValue(QStringLiteral("started"), true);
  std::unique_ptr<SessionKeeper> keeper; // ends after the window; a run without a person leaves nothing behind
  if (!quits && !parser.isSet(QStringLiteral("export")) && !parser.isSet(QStringLiteral("screenshot")))
    keeper = std::make_unique<SessionKeeper>(session,
                                             QDir(session.options().dataFolder).filePath(QStringLiteral("sessions")));
  MainWindow window(session, std::move(settings));
  if (keeper)
    window.keepSession(*keeper);
  if (parser.isSet(QStringLiteral("theme")))
    window.setThemeChoice(themeFromString(parser.value(QStringLiteral("theme"))));
  if (const QStringList size = parser.value(QStringLiteral("window-size")).split(QLatin1Char('x')); size.size() == 2)
    window.resize(size[0].toInt(), size[1].toInt());
  window.show();
  const bool runs = parser.isSet(QStringLiteral("run")) || (first && !quits);
  const auto finish = [&](const QString& error) {
    const int code = leaves ? conclude(parser, window, error) : 0;
    if (quits)
      QApplication::exit(code);
  };
  QObject::connect(&session, &StudySession::runEnded, &app, [&](bool, const QString& error) { finish(error); });
  const int rounds = parser.isSet(QStringLiteral("rounds")) ? parser.value(QStringLiteral("rounds")).toInt()
                     : quits                                ? 1
                                                            : -1;
  if (leaves && !runs) // a picture shows this machine's devices, too
    QObject::connect(&session, &StudySession::devicesChanged, &app, [&] { finish({}); });
  QTimer::singleShot(0, &app, [&] {
    session.devices().ask();
    if (runs)
      session.run(rounds);
  });
  return QApplication::exec();
}

/// What is wrong with an option's value; empty when nothing is.
QString wrongValue(const QCommandLineParser& parser) {
  const auto wrong = [&](const char* name, const char* valid, const char* meant) {
    const QString value = parser.value(QLatin1String(name));
    const bool right =
        !parser.isSet(QLatin1String(name)) ||
        QRegularExpression(QRegularExpression::anchoredPattern(QLatin1String(valid))).match(value).hasMatch();
    return right ? QString()
                 : QStringLiteral("--%1 must be %2; found “%3”.").arg(QLatin1String(name), QLatin1String(meant), value);
  };
  for (const QString& sentence :
       {wrong("rounds", "\\d{1,4}", "a whole number from 0 to 9999"), wrong("language", "en|ja", "en or ja"),
        wrong("theme", "light|dark", "light or dark"),
        wrong("window-size", "[1-9]\\d{1,4}x[1-9]\\d{1,4}", "a width and a height such as 1280x800")})
    if (!sentence.isEmpty())
      return sentence;
  return parser.positionalArguments().size() > 1 ? QStringLiteral("only one study can be opened at a time.")
                                                 : QString();
}

/// --help and --version end here: they need no display.
void answerWithoutWindow(QCommandLineParser& parser, int argc, char** argv) {
  const auto asks = [](const char* word) {
    return QByteArrayList{"--help", "-h", "--help-all", "--version", "-v"}.contains(word);
  };
  if (std::none_of(argv + 1, argv + argc, asks))
    return;
  const QCoreApplication app(argc, argv);
  parser.process(app);
}

} // namespace

int main(int argc, char** argv) {
  QCoreApplication::setOrganizationName(QStringLiteral("paretoscope"));
  QCoreApplication::setApplicationName(QStringLiteral("paretoscope"));
  QCoreApplication::setApplicationVersion(QStringLiteral(PARETO_VERSION));
  QCommandLineParser parser;
  addOptions(parser);
  answerWithoutWindow(parser, argc, argv);
  survive_shortened_files(); // a file that somebody shortens must not end the window
  QApplication app(argc, argv);
  QApplication::setDesktopFileName(QStringLiteral("io.github.paretoscope.Paretoscope"));
  QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/paretoscope.svg")));
  parser.process(app);
  if (const QString sentence = wrongValue(parser); !sentence.isEmpty())
    return complain(sentence);
  return start(app, parser);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/field_case.h"

#include "core/formats/safetensors.h"

#include <QDir>
#include <QFile>
#include <QProcess>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace pareto::test {

namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr int kLimitMs = 20'000 * (PARETO_SANITIZED ? 5 : 1); ///< of the manifest; a sanitizer is several times slower
constexpr double kLogits = 2e-4;                              ///< of the largest absolute value

QString text(const std::string& words) { return QString::fromStdString(words); }
QString text(const json& value) { return text(value.dump(-1, ' ', false, json::error_handler_t::replace)); }

bool number_fits(const json& wanted, const json& found) {
  if (!found.is_number())
    return false;
  const double value = found.get<double>();
  if (wanted.contains("near")) {
    const double near = wanted["near"].get<double>();
    if (!(std::abs(value - near) <= wanted.value("rel", 1e-3) * std::abs(near)))
      return false;
  }
  return (!wanted.contains("below") || value < wanted["below"].get<double>()) &&
         (!wanted.contains("above") || value > wanted["above"].get<double>());
}

/// A field of an event: a number by its bounds, one of several, or the value itself.
bool fits(const json& wanted, const json& found) {
  if (!wanted.is_object())
    return wanted == found;
  if (wanted.contains("one_of"))
    return std::any_of(wanted["one_of"].begin(), wanted["one_of"].end(),
                       [&](const json& each) { return fits(each, found); });
  return number_fits(wanted, found);
}

bool fits_event(const json& wanted, const json& event) {
  for (const auto& [key, value] : wanted.items())
    if (!fits(value, event.contains(key) ? event[key] : json()))
      return false;
  return true;
}

std::vector<json> json_lines(const QString& text) {
  std::vector<json> all;
  for (const QString& line : text.split('\n', Qt::SkipEmptyParts))
    if (json event = json::parse(line.toStdString(), nullptr, false); !event.is_discarded())
      all.push_back(std::move(event));
  return all;
}

/// What a path is, a link not followed.
std::string kind_of(const QString& path) {
  const fs::file_status status = fs::symlink_status(path.toStdString());
  switch (status.type()) {
  case fs::file_type::symlink: return "link";
  case fs::file_type::directory: return "folder";
  case fs::file_type::fifo: return "fifo";
  case fs::file_type::character: return "device";
  case fs::file_type::regular: return "file";
  default: return "absent";
  }
}

QStringList names_in(const QString& folder) {
  return QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
}

void make_writable(const QString& folder) {
  for (const auto& entry : fs::recursive_directory_iterator(folder.toStdString()))
    fs::permissions(entry.path(), fs::perms::owner_write, fs::perm_options::add);
}

/// A null device where the rights allow one, otherwise a pipe that stays open for reading.
QString make_device(const QString& path) {
  const QByteArray name = QFile::encodeName(path);
  if (mknod(name.constData(), S_IFCHR | 0666, makedev(1, 3)) == 0)
    return {};
  return mkfifo(name.constData(), 0600) == 0 ? QString() : "cannot make a device or pipe at " + path;
}

json input_of(const json& entry) { return entry.contains("stdin") ? entry["stdin"] : json(""); }

QByteArray bytes_of(const json& input) {
  if (input.is_string())
    return QByteArray::fromStdString(input.get<std::string>());
  QByteArray lines;
  for (const json& each : input)
    lines += QByteArray::fromStdString(each.dump()) + '\n';
  return lines;
}

} // namespace

QString FieldCase::name() const { return text(entry["name"].get<std::string>()); }

std::vector<FieldCase> field_cases(const QString& folder) {
  std::ifstream file((folder + "/cases.json").toStdString());
  const json manifest = json::parse(file, nullptr, false);
  std::vector<FieldCase> all;
  if (manifest.is_array())
    for (const json& entry : manifest)
      all.push_back({folder, entry});
  return all;
}

FieldRun::FieldRun(const FieldCase& field) : m_field(field) {}

QString FieldRun::place(const std::string& words) const {
  return text(words)
      .replace("{case}", m_folder.filePath("case"))
      .replace("{out}", m_folder.filePath("out.bin"))
      .replace("{work}", m_folder.filePath("cwd"));
}

QString FieldRun::make(const json& step) {
  const std::string what = step[0].get<std::string>();
  const QString path = place(step.back().get<std::string>());
  const QByteArray name = QFile::encodeName(path);
  if (what == "link")
    fs::create_symlink(step[1].get<std::string>(), path.toStdString());
  else if (what == "folder")
    fs::create_directory(path.toStdString());
  else if (what == "fifo" || what == "pipe")
    return mkfifo(name.constData(), 0600) == 0 ? QString() : "cannot make a pipe at " + path;
  else if (what == "device")
    return make_device(path);
  else
    return "setup knows no '" + text(what) + "'";
  return {};
}

QString FieldRun::prepare() {
  const json& entry = m_field.entry;
  const QString folder = text(entry.value("folder", entry["name"].get<std::string>()));
  fs::copy((m_field.manifest + "/" + folder).toStdString(), m_folder.filePath("case").toStdString(),
           fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  make_writable(m_folder.filePath("case"));
  QDir().mkdir(m_folder.filePath("cwd"));
  for (const json& step : entry.value("setup", json::array()))
    if (const QString problem = make(step); !problem.isEmpty())
      return problem;
  m_before = names_in(m_folder.filePath("case"));
  return {};
}

QString FieldRun::run() {
  QStringList words;
  for (const json& word : m_field.entry["command"])
    words << place(word.get<std::string>());
  std::vector<std::unique_ptr<QProcess>> readers; // of pipes: whoever writes into them must not wait for a reader
  for (const json& step : m_field.entry.value("setup", json::array()))
    if (kind_of(place(step.back().get<std::string>())) == "fifo" && step[0] != "fifo") {
      readers.push_back(std::make_unique<QProcess>());
      readers.back()->setStandardOutputFile(QProcess::nullDevice());
      readers.back()->start("cat", {place(step.back().get<std::string>())});
    }
  QProcess process;
  process.setWorkingDirectory(m_folder.filePath("cwd"));
  process.start(PARETO_ENGINE, words);
  process.write(bytes_of(input_of(m_field.entry)));
  process.closeWriteChannel();
  const bool ended = process.waitForFinished(kLimitMs);
  process.kill();
  process.waitForFinished();
  for (const auto& reader : readers) {
    reader->kill();
    reader->waitForFinished();
  }
  m_out = QString::fromUtf8(process.readAllStandardOutput());
  m_error = QString::fromUtf8(process.readAllStandardError());
  if (!ended)
    return "it has not ended";
  if (process.exitStatus() != QProcess::NormalExit)
    return QString("it was ended by signal %1").arg(process.exitCode());
  m_code = process.exitCode();
  return {};
}

QString FieldRun::check() {
  QString problem = run();
  if (problem.isEmpty())
    problem = held(m_field.entry["expect"]);
  if (problem.isEmpty())
    return {};
  return problem + "\nwhy: " + text(m_field.entry.value("why", "")) + "\nexit: " + QString::number(m_code) +
         "\nstandard output: " + m_out.right(1500) + "\nstandard error: " + m_error.right(1500);
}

QString FieldRun::held(const json& expect) const {
  for (const auto& [key, wanted] : expect.items())
    if (const QString problem = held(key, wanted); !problem.isEmpty())
      return problem;
  return {};
}

QString FieldRun::held(const std::string& key, const json& wanted) const {
  if (key == "any_of") {
    QStringList problems;
    for (const json& each : wanted)
      problems << held(each);
    return problems.contains(QString()) ? QString() : problems.join(" | ");
  }
  if (key == "exit")
    return exit_held(wanted);
  if (key == "logits")
    return m_code != 0 ? exit_held(0) : logits_held(place("{out}"), place("{case}/" + wanted.get<std::string>()));
  if (key == "tokens" || key == "strings")
    return m_code != 0 ? exit_held(0) : lines_held(wanted);
  if (key == "stdout_json")
    return event_held(wanted);
  if (key == "after")
    return after_held(wanted);
  if (key == "no_new_files")
    return nothing_new();
  return words_held(key, wanted);
}

QString FieldRun::exit_held(const json& wanted) const {
  if (wanted == 0)
    return m_code == 0 ? QString() : QString("exit 0 was expected");
  return m_code != 0 && !m_error.trimmed().isEmpty() ? QString()
                                                     : QString("an exit other than 0 with a sentence was expected");
}

QString FieldRun::logits_held(const QString& path, const QString& expected) const {
  const auto ours = SafetensorsFile::open(path.toStdString()), theirs = SafetensorsFile::open(expected.toStdString());
  if (!ours || !theirs)
    return text(!ours ? ours.error().message : theirs.error().message);
  const auto a = ours->tensors().find("logits"), b = theirs->tensors().find("logits");
  if (a == ours->tensors().end() || b == theirs->tensors().end() || a->second.elements() != b->second.elements())
    return "logits of another shape, or none";
  std::vector<float> x(static_cast<size_t>(a->second.elements())), y(x.size());
  if (!convert_to_float(a->second, 0, x) || !convert_to_float(b->second, 0, y))
    return "logits that are no numbers";
  double largest = 0, off = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(y[i])));
    const double apart = std::abs(static_cast<double>(x[i]) - static_cast<double>(y[i]));
    if (std::isnan(apart))
      return "logits that are not finite";
    off = std::max(off, apart);
  }
  return off <= kLogits * largest ? QString() : QString("logits off by %1 of the largest").arg(off / largest);
}

QString FieldRun::lines_held(const json& wanted) const {
  const json found = json_lines(m_out);
  return found == wanted ? QString() : text(found) + " instead of " + text(wanted);
}

QString FieldRun::event_held(const json& wanted) const {
  const std::vector<json> events = json_lines(m_out);
  const bool found = std::any_of(events.begin(), events.end(),
                                 [&](const json& event) { return event.is_object() && fits_event(wanted, event); });
  return found ? QString() : "no event " + text(wanted);
}

QString FieldRun::words_held(const std::string& key, const json& wanted) const {
  const size_t cut = key.find('_');
  const std::string stream = key.substr(0, cut);
  const bool none = key.ends_with("_none");
  if ((!none && !key.ends_with("_any")) || (stream != "stdout" && stream != "stderr" && stream != "says"))
    return "expect knows no '" + text(key) + "'";
  const QString words = stream == "stdout" ? m_out : stream == "stderr" ? m_error : m_out + m_error;
  const bool there = std::any_of(wanted.begin(), wanted.end(), [&](const json& word) {
    return words.contains(text(word.get<std::string>()), Qt::CaseInsensitive);
  });
  return there != none ? QString() : text(key) + " " + text(wanted);
}

QString FieldRun::after_held(const json& wanted) const {
  for (const json& each : wanted) {
    const QString path = place(each["path"].get<std::string>());
    const std::string kind = kind_of(path);
    const json allowed = each["is"].is_array() ? each["is"] : json::array({each["is"]});
    if (std::find(allowed.begin(), allowed.end(), json(kind)) == allowed.end())
      return path + " is now: " + text(kind);
    if (each.contains("logits"))
      if (const QString problem = logits_held(path, place("{case}/" + each["logits"].get<std::string>()));
          !problem.isEmpty())
        return problem;
  }
  return {};
}

QString FieldRun::nothing_new() const {
  QStringList fresh = names_in(m_folder.filePath("case"));
  for (const QString& name : m_before)
    fresh.removeAll(name);
  return fresh.isEmpty() ? QString() : "left behind: " + fresh.join(", ");
}

} // namespace pareto::test

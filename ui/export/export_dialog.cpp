// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/export_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace pareto::ui {

namespace {

constexpr int kRefreshMs = 150;

} // namespace

QString exportFilter(ExportFormat format) {
  switch (format) {
  case ExportFormat::Png: return ExportDialog::tr("PNG picture (*.png)");
  case ExportFormat::Svg: return ExportDialog::tr("SVG drawing (*.svg)");
  case ExportFormat::Pdf: return ExportDialog::tr("PDF page (*.pdf)");
  case ExportFormat::Csv: break;
  }
  return ExportDialog::tr("CSV data (*.csv)");
}

ExportDialog::ExportDialog(const ChartSpec& spec, QWidget* parent)
    : QDialog(parent), m_spec(spec), m_preview(new QLabel(this)), m_message(new QLabel(this)) {
  setWindowTitle(tr("Export chart"));
  m_preview->setObjectName(QStringLiteral("preview"));
  m_preview->setMinimumSize(480, 270);
  m_preview->setAlignment(Qt::AlignCenter);
  m_preview->setAccessibleName(tr("Preview of the slide"));
  m_message->setObjectName(QStringLiteral("message"));
  m_message->setWordWrap(true);
  m_message->setTextFormat(Qt::PlainText);
  m_message->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);

  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  QPushButton* saveButton = buttons->addButton(tr("&Save…"), QDialogButtonBox::ActionRole);
  QPushButton* copyButton = buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole);
  saveButton->setObjectName(QStringLiteral("save"));
  copyButton->setObjectName(QStringLiteral("copy"));
  saveButton->setDefault(true);
  auto* all = new QVBoxLayout(this);
  all->addWidget(m_preview, 1);
  all->addWidget(makeForm());
  all->addWidget(m_message);
  all->addWidget(buttons);
  connect(saveButton, &QPushButton::clicked, this, &ExportDialog::save);
  connect(copyButton, &QPushButton::clicked, this, &ExportDialog::copy);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  m_refresh.setSingleShot(true);
  m_refresh.setInterval(kRefreshMs);
  connect(&m_refresh, &QTimer::timeout, this, &ExportDialog::updatePreview);
  resize(820, 720);
  updateEnabled();
  updatePreview();
}

QWidget* ExportDialog::makeForm() {
  auto* form = new QWidget(this);
  auto* rows = new QFormLayout(form);
  rows->setContentsMargins(0, 0, 0, 0);
  m_title = new QPlainTextEdit(m_spec.title.isEmpty() ? m_spec.sentence : m_spec.title, form);
  m_title->setTabChangesFocus(true);
  m_title->setMaximumHeight(m_title->fontMetrics().lineSpacing() * 3 + 14);
  m_title->setAccessibleName(tr("Conclusion, the slide's title"));
  m_format = new QComboBox(form);
  for (const ExportFormat format : {ExportFormat::Png, ExportFormat::Svg, ExportFormat::Pdf, ExportFormat::Csv})
    m_format->addItem(exportFilter(format), static_cast<int>(format));
  m_format->setAccessibleName(tr("Format"));
  m_size = new QComboBox(form);
  for (const QSize size : {QSize(1920, 1080), QSize(1600, 900), QSize(1280, 720)})
    m_size->addItem(tr("%1 × %2, 16:9").arg(size.width()).arg(size.height()), size);
  m_size->addItem(tr("A4, for paper"), QSize());
  m_size->setAccessibleName(tr("Size"));
  m_scale = new QSpinBox(form);
  m_scale->setRange(1, 4);
  m_scale->setValue(2);
  m_scale->setSuffix(tr(" ×"));
  m_scale->setAccessibleName(tr("Scale"));
  m_outlines = new QCheckBox(tr("Text as outlines (looks the same without its fonts)"), form);
  rows->addRow(tr("Conc&lusion"), m_title);
  rows->addRow(tr("&Format"), m_format);
  rows->addRow(tr("Si&ze"), m_size);
  rows->addRow(tr("Scal&e"), m_scale);
  rows->addRow(QString(), m_outlines);
  connect(m_title, &QPlainTextEdit::textChanged, &m_refresh, qOverload<>(&QTimer::start));
  connect(m_size, &QComboBox::currentIndexChanged, &m_refresh, qOverload<>(&QTimer::start));
  connect(m_format, &QComboBox::currentIndexChanged, this, &ExportDialog::updateEnabled);
  return form;
}

ExportFormat ExportDialog::format() const { return static_cast<ExportFormat>(m_format->currentData().toInt()); }

void ExportDialog::setFormat(ExportFormat format) {
  m_format->setCurrentIndex(m_format->findData(static_cast<int>(format)));
}

ExportOptions ExportDialog::options() const {
  ExportOptions options;
  options.title = m_title->toPlainText().simplified();
  if (const QSize size = m_size->currentData().toSize(); size.isValid())
    options.size = size;
  else
    options.page = SlidePage::A4;
  options.scale = m_scale->value();
  options.textAsOutlines = m_outlines->isChecked();
  return options;
}

void ExportDialog::updateEnabled() {
  const ExportFormat chosen = format();
  m_size->setEnabled(chosen != ExportFormat::Csv);
  m_scale->setEnabled(chosen == ExportFormat::Png);
  m_outlines->setEnabled(chosen == ExportFormat::Svg);
}

void ExportDialog::updatePreview() {
  ExportOptions small = options();
  const double ratio = devicePixelRatioF();
  const QSize page = sizeOf(small.page), room = page.scaled(m_preview->size(), Qt::KeepAspectRatio);
  const int width = std::clamp(static_cast<int>(room.width() * ratio) / 16 * 16, 320, 3840);
  small.size = QSize(width, width / 16 * 9);
  small.scale = 1;
  const Result<QImage> image = chartImage(m_spec, small);
  if (!image) {
    m_preview->setText(QString::fromStdString(image.error().message));
    return;
  }
  QPixmap pixmap = QPixmap::fromImage(*image);
  pixmap.setDevicePixelRatio(ratio);
  m_preview->setPixmap(pixmap);
}

void ExportDialog::resizeEvent(QResizeEvent* event) {
  QDialog::resizeEvent(event);
  m_refresh.start();
}

void ExportDialog::report(const Status& status, const QString& success) {
  m_message->setText(status ? success : QString::fromStdString(status.error().message));
}

void ExportDialog::save() {
  const QString suffix = exportSuffix(format());
  QFileDialog chooser(this, tr("Save chart"), QString(), exportFilter(format()));
  chooser.setAcceptMode(QFileDialog::AcceptSave);
  chooser.setDefaultSuffix(suffix);
  chooser.selectFile(m_spec.id + QLatin1Char('.') + suffix);
  if (chooser.exec() == QDialog::Accepted && !chooser.selectedFiles().isEmpty())
    saveTo(chooser.selectedFiles().first());
}

bool ExportDialog::saveTo(const QString& path) {
  const Status status = exportChart(m_spec, path, options());
  report(status, tr("Saved as %1.").arg(QDir::toNativeSeparators(path)));
  if (status)
    Q_EMIT saved(path);
  return static_cast<bool>(status);
}

bool ExportDialog::copy() {
  const Status status = copyChart(m_spec, options());
  report(status, tr("Copied as picture, SVG and table."));
  return static_cast<bool>(status);
}

} // namespace pareto::ui

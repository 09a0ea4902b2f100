// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/reviewpage.h"

#include "gui/stateglyph.h"
#include "gui/wizard/clusterhighlighter.h"
#include "wizard/ui_reviewform.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFontDatabase>
#include <QPainter>
#include <QTextBlock>
#include <algorithm>

namespace tandem::gui {

namespace {

constexpr int glyphSize = 14;

Appearance appearanceOf(lint::Severity severity)
{
    switch (severity) {
    case lint::Severity::Error: return Appearance::Fault;
    case lint::Severity::Warning: return Appearance::Action;
    case lint::Severity::Note: return Appearance::Unknown;
    }
    return Appearance::Unknown;
}

QString wordOf(lint::Severity severity)
{
    switch (severity) {
    case lint::Severity::Error: return ReviewPage::tr("Error");
    case lint::Severity::Warning: return ReviewPage::tr("Warning");
    case lint::Severity::Note: return ReviewPage::tr("Note");
    }
    return {};
}

} // namespace

ReviewPage::ReviewPage(ClusterDraft &draft, const Theme &theme, QWidget *parent)
    : DraftPage(draft, std::nullopt, parent), m_theme(theme), m_ui(std::make_unique<Ui::ReviewForm>())
{
    setTitle(tr("Review"));
    setSubTitle(tr("The cluster file as it will be on every host, and what there is to say about it."));
    auto *form = new QWidget;
    m_ui->setupUi(form);
    m_ui->text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    new ClusterHighlighter(theme, m_ui->text->document()); // the document owns it
    connect(m_ui->findings, &QListWidget::currentRowChanged, this, &ReviewPage::markLine);
    connect(m_ui->browse, &QPushButton::clicked, this, &ReviewPage::askForFile);
    connect(m_ui->file, &QLineEdit::textChanged, this, [this] {
        m_failure.clear();
        refresh();
    });
    connect(m_ui->replace, &QCheckBox::toggled, this, [this] { refresh(); });
    setForm(form);
}

ReviewPage::~ReviewPage() = default;

void ReviewPage::initializePage()
{
    m_ui->text->setPlainText(QString::fromStdString(draft().text()));
    m_findings = draft().findings();
    showFindings();
    if (m_ui->file->text().isEmpty())
        setFile(QDir::home().filePath(
            QStringLiteral("%1/cluster.toml").arg(QString::fromStdString(draft().cluster().name))));
    refresh();
}

QString ReviewPage::file() const
{
    return m_ui->file->text().trimmed();
}

void ReviewPage::setFile(const QString &file)
{
    m_ui->file->setText(file);
}

void ReviewPage::showFailure(const QString &text)
{
    m_failure = text;
    refresh();
}

void ReviewPage::showFindings()
{
    m_ui->findings->clear();
    for (const lint::Finding &finding : m_findings) {
        QPixmap mark(glyphSize, glyphSize);
        mark.fill(Qt::transparent);
        QPainter painter(&mark);
        painter.setRenderHint(QPainter::Antialiasing);
        stateglyph::paint(painter, QRectF(mark.rect()).adjusted(1, 1, -1, -1), appearanceOf(finding.severity), m_theme);
        painter.end();
        const QString text = tr("%1 in line %2: %3")
                                 .arg(wordOf(finding.severity))
                                 .arg(finding.at.line)
                                 .arg(QString::fromStdString(finding.text));
        auto *item = new QListWidgetItem(QIcon(mark), text, m_ui->findings);
        item->setToolTip(tr("%1\n%2\nTo mend it: %3")
                             .arg(QString::fromStdString(finding.code), QString::fromStdString(finding.why),
                                  QString::fromStdString(finding.fix)));
    }
    const int count = m_ui->findings->count();
    m_ui->summary->setText(count == 0 ? tr("The linter has nothing to say.") : tr("%n finding(s)", nullptr, count));
    m_ui->findings->setVisible(count != 0);
    m_ui->why->clear();
    m_ui->why->setVisible(count != 0);
}

/// The line of a finding is shown, and the reason beside it.
void ReviewPage::markLine(int row)
{
    if (row < 0 || row >= static_cast<int>(m_findings.size()))
        return;
    const lint::Finding &finding = m_findings[static_cast<std::size_t>(row)];
    const QTextBlock block = m_ui->text->document()->findBlockByNumber(static_cast<int>(finding.at.line) - 1);
    QTextCursor cursor(block);
    m_ui->text->setTextCursor(cursor);
    QTextEdit::ExtraSelection line;
    line.cursor = cursor;
    line.format.setBackground(m_theme.color(Token::WarningSoft));
    line.format.setProperty(QTextFormat::FullWidthSelection, true);
    m_ui->text->setExtraSelections({line});
    m_ui->text->centerCursor();
    m_ui->why->setText(
        tr("%1. To mend it: %2").arg(QString::fromStdString(finding.why), QString::fromStdString(finding.fix)));
}

void ReviewPage::askForFile()
{
    auto *dialog = new QFileDialog(this, tr("Save the cluster file"), QFileInfo(file()).path());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setOption(QFileDialog::DontConfirmOverwrite); // this page asks
    dialog->setDefaultSuffix(QStringLiteral("toml"));
    connect(dialog, &QFileDialog::fileSelected, this, &ReviewPage::setFile);
    dialog->open();
}

QStringList ReviewPage::fieldTroubles() const
{
    QStringList all;
    const bool isThere = QFileInfo::exists(file());
    m_ui->replace->setVisible(isThere);
    if (!draft().isSound())
        all << tr("The helpers would refuse the file as it is: see the errors beside it");
    if (file().isEmpty())
        all << tr("Say where the file is to be saved");
    else if (isThere && !m_ui->replace->isChecked())
        all << tr("%1 is there already: choose another name, or replace it").arg(file());
    if (!m_failure.isEmpty())
        all << m_failure;
    return all;
}

} // namespace tandem::gui

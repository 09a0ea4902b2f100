// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/clusterfile.h"
#include "gui/wizard/answersmodel.h"
#include "gui/wizard/clusterdraft.h"
#include "gui/wizard/hostspage.h"
#include "gui/wizard/nodesmodel.h"
#include "gui/wizard/profiles.h"
#include "gui/wizard/reviewpage.h"
#include "gui/wizard/setupwizard.h"
#include "gui/wizard/startpage.h"
#include "rpc/tlsidentity.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>
#include <gmock/gmock.h>
#include <set>

namespace tandem::gui {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Wizard : public testing::Test
{
protected:
    Wizard()
        : m_theme(Scheme::Light, desktopFont(QFont(QStringLiteral("Sans Serif")))), m_wizard(new SetupWizard(m_theme))
    {
        m_wizard->setAttribute(Qt::WA_DeleteOnClose, false);
        m_wizard->show();
    }
    ~Wizard() override { delete m_wizard; }

    template <class T>
    T *field(const char *name)
    {
        auto *found = m_wizard->currentPage()->findChild<T *>(QString::fromLatin1(name));
        if (found == nullptr)
            qFatal("no field %s", name);
        return found;
    }
    void type(const char *name, const QString &text)
    {
        auto *line = field<QLineEdit>(name);
        line->setFocus();
        line->selectAll();
        QTest::keyClicks(line, text);
    }
    void typeCell(int row, int column, const QString &text)
    {
        auto *model = field<QTableView>("table")->model();
        ASSERT_TRUE(model->setData(model->index(row, column), text));
    }
    bool canGoOn() { return m_wizard->currentPage()->isComplete(); }
    QString stillToDo() { return field<QLabel>("troubles")->text(); }
    void next()
    {
        ASSERT_TRUE(canGoOn()) << stillToDo().toStdString();
        m_wizard->next();
    }
    /// To the page after the nodes, with both addresses.
    void fillNodes()
    {
        next();
        typeCell(0, NodesModel::Address, "10.77.0.1");
        typeCell(1, NodesModel::Address, "10.77.0.2");
        next();
    }
    void fillAll()
    {
        fillNodes();
        type("vips", "10.77.0.100/24");
        next();
        type("user", "monitor");
        type("password", "Secret1");
        next();
        next();
        next();
        next();
        m_wizard->review()->setFile(path("c.toml"));
    }
    QString path(const QString &name) const { return m_directory.filePath(name); }
    const config::Cluster &cluster() { return m_wizard->draft().cluster(); }

    QTemporaryDir m_directory;
    Theme m_theme;
    SetupWizard *m_wizard;
};

TEST(PartAt, IsThatOfTheSection)
{
    const std::string text =
        "format = 1\n[cluster]\n[[node]]\nx\n[[vrrp_instance]]\n[vrrp_instance.node.a]\n[maxscale]\n"
        "[[check]]\n[notify]\n";
    EXPECT_EQ(partAt(text, 1), DraftPart::Nodes);
    EXPECT_EQ(partAt(text, 4), DraftPart::Nodes);
    EXPECT_EQ(partAt(text, 5), DraftPart::Network);
    EXPECT_EQ(partAt(text, 6), DraftPart::Network);
    EXPECT_EQ(partAt(text, 7), DraftPart::MaxScale);
    EXPECT_EQ(partAt(text, 8), DraftPart::Timing);
    EXPECT_EQ(partAt(text, 99), DraftPart::Notify);
}

TEST(Profiles, AreToldApartAndMakeVersion3WhereTheyMust)
{
    auto cluster = ClusterDraft::fresh();
    cluster.instances[0].version = 2;
    cluster.instances[0].authPass = true;
    for (const Profile profile : allProfiles) {
        setTiming(cluster, timingOf(profile));
        EXPECT_EQ(profileOf(timingOf(cluster)), profile);
        EXPECT_EQ(cluster.instances[0].version, profile == Profile::Steady ? 2 : 3);
    }
    EXPECT_FALSE(cluster.instances[0].authPass) << "version 3 has none";
    cluster.checks[0].fall = 7;
    EXPECT_FALSE(profileOf(timingOf(cluster)));
}

TEST_F(Wizard, LeadsFromNothingToAFileThatHelpersTake)
{
    fillAll();
    EXPECT_TRUE(canGoOn()) << stillToDo().toStdString();
    QSignalSpy saved(m_wizard, &SetupWizard::saved);
    m_wizard->accept();
    ASSERT_EQ(saved.size(), 1);
    EXPECT_EQ(saved[0][0].toString(), path("c.toml"));
    const auto read = config::readClusterFile(path("c.toml").toStdString());
    ASSERT_TRUE(read) << describe(read.error().errors.front());
    EXPECT_EQ(read->nodes[0].address.toString(), "10.77.0.1");
    EXPECT_EQ(read->instances[0].virtualAddresses[0].network.toString(), "10.77.0.100/24");
    EXPECT_EQ(read->maxscale->user, "monitor");
}

/// Two questions, the second with an error of one node and a note of the other.
std::vector<preflight::Answer> someAnswers()
{
    using preflight::Outcome;
    return {{"PRE001", Outcome::Fine, "m1", "its helper answers", "", ""},
            {"PRE004", Outcome::Error, "m1", "eth0 is down", "an instance stays in FAULT", "look at the cable"},
            {"PRE004", Outcome::Fine, "m2", "eth0 is up", "", ""}};
}

TEST_F(Wizard, AsksNoHostWithoutAnIdentityAndSaysHowToGetOne)
{
    fillNodes();
    type("vips", "10.77.0.100/24");
    while (m_wizard->currentPage() != m_wizard->hosts())
        m_wizard->next();
    EXPECT_TRUE(canGoOn()) << "one may go on without";
    EXPECT_EQ(field<QLabel>("summary")->text(), "Nobody was asked yet.");
    m_wizard->hosts()->setIdentityDirectory(path("none"));
    field<QPushButton>("ask")->click();
    EXPECT_THAT(field<QLabel>("summary")->text().toStdString(), HasSubstr("tandemctl pair HOST"));
    EXPECT_TRUE(field<QPushButton>("ask")->isEnabled());
}

TEST_F(Wizard, ShowsWhatHostsAnswerAndForgetsItWhenTheFileIsAnother)
{
    m_wizard->hosts()->show(someAnswers());
    auto *view = m_wizard->hosts()->findChild<QTreeView *>("answers");
    auto *summary = m_wizard->hosts()->findChild<QLabel *>("summary");
    auto *reason = m_wizard->hosts()->findChild<QLabel *>("reason");
    auto *again = m_wizard->hosts()->findChild<QPushButton *>("again");
    EXPECT_EQ(summary->text(), "1 error, 0 warnings, 0 not known");
    const auto question = view->model()->index(1, 0);
    EXPECT_TRUE(view->isExpanded(question)) << "something is wrong below it";
    EXPECT_FALSE(view->isExpanded(view->model()->index(0, 0)));
    EXPECT_EQ(question.data().toString(), "Interfaces are there");
    EXPECT_EQ(question.data(Qt::AccessibleTextRole).toString(), "Error: Interfaces are there");
    EXPECT_FALSE(again->isEnabled());
    view->setCurrentIndex(view->model()->index(0, 0, question));
    EXPECT_EQ(reason->text(), "an instance stays in FAULT. To mend it: look at the cable");
    EXPECT_TRUE(again->isEnabled());
    m_wizard->draft().edit([](config::Cluster &cluster) { cluster.name = "other"; });
    EXPECT_EQ(view->model()->rowCount(), 0);
    EXPECT_EQ(summary->text(), "Nobody was asked yet.");
    EXPECT_FALSE(again->isEnabled());
}

TEST_F(Wizard, AsksAHostThatIsNotThereAndSaysSo)
{
    ASSERT_TRUE(rpc::createIdentity(path("id").toStdString(), "dba"));
    m_wizard->hosts()->setIdentityDirectory(path("id"));
    m_wizard->draft().edit([](config::Cluster &cluster) {
        cluster.nodes[0].address = cluster.nodes[1].address = *IpAddress::parse("127.0.0.1");
        cluster.helper.listen.port = 1;
    });
    auto *ask = m_wizard->hosts()->findChild<QPushButton *>("ask");
    auto *view = m_wizard->hosts()->findChild<QTreeView *>("answers");
    ask->click();
    EXPECT_FALSE(ask->isEnabled()) << "one at a time";
    ASSERT_TRUE(QTest::qWaitFor([&] { return view->model()->rowCount() > 0; }));
    EXPECT_THAT(view->model()->index(0, 0, view->model()->index(0, 0)).data().toString().toStdString(),
                HasSubstr("its helper does not answer"));
    EXPECT_TRUE(ask->isEnabled());
}

TEST(AnswersModel, PutsTheAnswersToAQuestionInThePlaceOfThoseBefore)
{
    const Theme theme(Scheme::Light, desktopFont(QFont(QStringLiteral("Sans Serif"))));
    AnswersModel model(theme);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.setAnswers(someAnswers());
    const QPersistentModelIndex first(model.index(0, 0));
    model.setAnswers("PRE004", {{"PRE004", preflight::Outcome::Warning, "m1", "slow", "why", "fix"}});
    EXPECT_EQ(model.rowCount(model.index(1, 0)), 1);
    EXPECT_EQ(model.count(preflight::Outcome::Error), 0);
    EXPECT_EQ(model.count(preflight::Outcome::Warning), 1);
    EXPECT_TRUE(first.isValid()) << "the other stays as it was chosen";
    EXPECT_EQ(model.codeAt(model.index(0, 0, model.index(1, 0))), "PRE004");
    model.setAnswers("PRE009", someAnswers());
    EXPECT_EQ(model.rowCount(), 2) << "it was not asked";
}

TEST_F(Wizard, KeepsPasswordsInFilesThatOnlyTheOwnerReads)
{
    fillAll();
    m_wizard->accept();
    QFile secret(path("maxscale.password"));
    ASSERT_TRUE(secret.open(QIODevice::ReadOnly));
    EXPECT_EQ(secret.readAll(), "Secret1\n");
    EXPECT_EQ(secret.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    EXPECT_THAT(m_wizard->draft().text(), Not(HasSubstr("Secret1")));
}

TEST_F(Wizard, GoesOnWhenAllOfAPageIsThereAndSaysWhatIsNot)
{
    next();
    EXPECT_FALSE(canGoOn());
    EXPECT_THAT(stillToDo().toStdString(), HasSubstr("address"));
    typeCell(0, NodesModel::Address, "10.77.0");
    EXPECT_THAT(stillToDo().toStdString(), HasSubstr("\"10.77.0\" of maxscale1 is no IP address"));
    typeCell(0, NodesModel::Address, "10.77.0.1");
    typeCell(1, NodesModel::Address, "10.77.0.1");
    EXPECT_FALSE(canGoOn()) << "the same twice";
    typeCell(1, NodesModel::Address, "10.77.0.2");
    EXPECT_TRUE(canGoOn());
    typeCell(1, NodesModel::Priority, "150");
    EXPECT_FALSE(canGoOn()) << "equal priorities";
    typeCell(1, NodesModel::Priority, "0");
    EXPECT_FALSE(canGoOn());
}

TEST_F(Wizard, GoesBackWithoutLoss)
{
    fillNodes();
    type("vips", "10.77.0.100/24, 10.77.0");
    EXPECT_FALSE(canGoOn());
    m_wizard->back();
    m_wizard->next();
    EXPECT_EQ(field<QLineEdit>("vips")->text(), "10.77.0.100/24, 10.77.0");
    EXPECT_THAT(stillToDo().toStdString(), HasSubstr("\"10.77.0\" is no VIP"));
}

TEST_F(Wizard, NamesAVipThatIsOutsideTheNodesNetwork)
{
    fillNodes();
    type("vips", "10.78.0.100/24");
    EXPECT_THAT(stillToDo().toStdString(), HasSubstr("outside the VIP's network"));
}

TEST_F(Wizard, KnowsThatAPasswordIsForVersion2)
{
    fillNodes();
    type("vips", "10.77.0.100/24");
    EXPECT_FALSE(field<QLineEdit>("password")->isEnabled());
    field<QComboBox>("version")->setCurrentIndex(1);
    type("password", "a1b2c3d4");
    EXPECT_TRUE(canGoOn()) << stillToDo().toStdString();
    EXPECT_EQ(cluster().instances[0].passwordFile, "VI_1.auth_pass");
    EXPECT_EQ(m_wizard->draft().secrets().at("VI_1.auth_pass"), "a1b2c3d4");
    field<QComboBox>("version")->setCurrentIndex(0);
    EXPECT_EQ(cluster().instances[0].passwordFile, "");
    EXPECT_TRUE(canGoOn()) << stillToDo().toStdString();
}

TEST_F(Wizard, LeavesMaxScaleOutWhereNobodyIsToAskIt)
{
    fillNodes();
    type("vips", "10.77.0.100/24");
    next();
    field<QCheckBox>("asked")->setChecked(false);
    EXPECT_TRUE(canGoOn());
    EXPECT_FALSE(cluster().maxscale);
    EXPECT_THAT(cluster().instances[0].tracks, IsEmpty());
    field<QCheckBox>("asked")->setChecked(true);
    EXPECT_EQ(cluster().instances[0].tracks.size(), 1U);
    field<QRadioButton>("passive")->setChecked(true);
    EXPECT_EQ(cluster().maxscale->mode, config::Mode::Passive);
}

TEST_F(Wizard, ShowsWhatATimingMeansAsItIsChosen)
{
    fillNodes();
    type("vips", "10.77.0.100/24");
    next();
    type("user", "monitor");
    type("password", "x");
    next();
    EXPECT_EQ(field<QLabel>("frozen")->text(), "5.61 s") << "2 * 2 s + 1 s + (256 - 100) / 256 s";
    EXPECT_EQ(field<QLabel>("overlap")->text(), "never");
    auto *profile = field<QComboBox>("profile");
    profile->setFocus();
    QTest::keyClick(profile, Qt::Key_Down);
    EXPECT_EQ(timingOf(cluster()), timingOf(Profile::Quick));
    EXPECT_EQ(field<QDoubleSpinBox>("advertInt")->value(), 0.1);
    field<QDoubleSpinBox>("interval")->setValue(0.75);
    EXPECT_EQ(profile->currentIndex(), static_cast<int>(allProfiles.size())) << "own values";
    EXPECT_EQ(cluster().checks[0].interval, 750ms);
}

TEST_F(Wizard, BringsKeepalivedsConfigurationsAlong)
{
    const auto write = [this](const QString &name, const char *priority, const char *more) {
        QFile file(path(name));
        ASSERT_TRUE(file.open(QIODevice::WriteOnly));
        file.write("vrrp_instance VI_9 {\n interface eth1\n virtual_router_id 9\n priority ");
        file.write(priority);
        file.write(
            "\n authentication {\n auth_type PASS\n auth_pass abc\n }\n virtual_ipaddress {\n 10.9.0.9/24\n }\n");
        file.write(more);
        file.write("}\n");
    };
    write("a.conf", "200", " virtual_routes {\n x\n }\n");
    write("b.conf", "100", "");
    m_wizard->start()->addFiles({path("a.conf"), path("b.conf")});
    EXPECT_TRUE(canGoOn()) << stillToDo().toStdString();
    EXPECT_THAT(field<QPlainTextEdit>("remarks")->toPlainText().toStdString(), HasSubstr("a.conf:12: virtual_routes"));
    EXPECT_EQ(cluster().instances[0].name, "VI_9");
    EXPECT_EQ(m_wizard->draft().secrets().at("VI_9.auth_pass"), "abc");
    m_wizard->next();
    EXPECT_FALSE(canGoOn()) << "nobody says the addresses";
    typeCell(0, NodesModel::Address, "10.9.0.1");
    typeCell(1, NodesModel::Address, "10.9.0.2");
    next();
    EXPECT_EQ(field<QLineEdit>("vips")->text(), "10.9.0.9/24");
    EXPECT_EQ(field<QLineEdit>("password")->text(), "abc");
    EXPECT_TRUE(canGoOn()) << stillToDo().toStdString();
}

TEST_F(Wizard, DoesNotGuessAtAFileThatKeepalivedRefuses)
{
    QFile file(path("a.conf"));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write("vrrp_instance A {\n priority\n}\n");
    file.close();
    m_wizard->start()->addFiles({path("a.conf")});
    EXPECT_FALSE(canGoOn());
    EXPECT_THAT(stillToDo().toStdString(), HasSubstr("priority lacks its value"));
    field<QRadioButton>("fromNothing")->setChecked(true);
    EXPECT_TRUE(canGoOn());
}

TEST_F(Wizard, ReplacesAFileOnlyWhereItIsToldTo)
{
    fillAll();
    QFile file(path("c.toml"));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write("mine");
    file.close();
    m_wizard->review()->setFile(QString());
    m_wizard->review()->setFile(path("c.toml"));
    EXPECT_FALSE(canGoOn());
    EXPECT_THAT(stillToDo().toStdString(), HasSubstr("is there already"));
    field<QCheckBox>("replace")->setChecked(true);
    EXPECT_TRUE(canGoOn());
}

TEST_F(Wizard, StaysOpenWhereTheFileCannotBeSaved)
{
    fillAll();
    m_wizard->review()->setFile(QStringLiteral("/proc/none/c.toml"));
    QSignalSpy saved(m_wizard, &SetupWizard::saved);
    m_wizard->accept();
    EXPECT_EQ(saved.size(), 0);
    EXPECT_TRUE(m_wizard->isVisible());
    EXPECT_THAT(stillToDo().toStdString(), HasSubstr("/proc/none"));
}

TEST_F(Wizard, ShowsTheLineOfAFinding)
{
    fillAll();
    auto *findings = field<QListWidget>("findings");
    ASSERT_EQ(findings->count(), 0);
    m_wizard->draft().edit([](config::Cluster &cluster) { cluster.instances[0].tracks.clear(); });
    m_wizard->review()->initializePage();
    ASSERT_GT(findings->count(), 0) << "nothing is tracked";
    findings->setCurrentRow(0);
    const int line = field<QPlainTextEdit>("text")->textCursor().blockNumber() + 1;
    EXPECT_THAT(findings->item(0)->text().toStdString(), HasSubstr("in line " + std::to_string(line) + ":"));
    EXPECT_THAT(field<QLabel>("why")->text().toStdString(), HasSubstr("To mend it"));
}

TEST_F(Wizard, GivesEachFieldOfAPageAKeyOfItsOwn)
{
    for (const int id : m_wizard->pageIds()) {
        std::set<QChar> keys{QLatin1Char('b'), id == m_wizard->pageIds().last() ? QLatin1Char('s') : QLatin1Char('n')};
        const auto take = [&](const QString &text) {
            const auto mark = text.indexOf(QLatin1Char('&'));
            if (mark >= 0 && mark + 1 < text.size()) {
                EXPECT_TRUE(keys.insert(text[mark + 1].toLower()).second) << id << " " << text.toStdString();
            }
        };
        for (const auto *label : m_wizard->page(id)->findChildren<QLabel *>())
            if (label->buddy() != nullptr)
                take(label->text());
        for (const auto *button : m_wizard->page(id)->findChildren<QAbstractButton *>())
            take(button->text());
    }
}

TEST_F(Wizard, NamesEachFieldForAScreenReader)
{
    fillAll();
    for (const int id : m_wizard->pageIds())
        for (const auto *widget : m_wizard->page(id)->findChildren<QWidget *>()) {
            if (widget->focusPolicy() == Qt::NoFocus || widget->objectName().startsWith(QLatin1String("qt_")) ||
                widget->inherits("QComboBoxListView"))
                continue;
            const bool isText = qobject_cast<const QAbstractButton *>(widget) != nullptr;
            const bool hasBuddy = std::ranges::any_of(m_wizard->page(id)->findChildren<QLabel *>(),
                                                      [&](const QLabel *label) { return label->buddy() == widget; });
            const bool isInner = widget->parentWidget()->focusPolicy() != Qt::NoFocus;
            EXPECT_TRUE(isText || hasBuddy || isInner || !widget->accessibleName().isEmpty())
                << id << " " << widget->objectName().toStdString() << " " << widget->metaObject()->className();
        }
}

} // namespace
} // namespace tandem::gui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log.h"
#include "cli/commandline.h"

#include <QCoreApplication>
#include <iostream>

int main(int argc, char **argv)
{
    using namespace tandem;
    QCoreApplication application(argc, argv);
    setLogProgram("tandemctl");
    auto invocation = cli::readCommandLine(QCoreApplication::arguments().mid(1), {std::cout, std::cerr});
    if (const auto *code = std::get_if<ExitCode>(&invocation))
        return static_cast<int>(*code);
    const auto &command = std::get<std::unique_ptr<cli::Command>>(invocation);
    QObject::connect(
        command.get(), &cli::Command::finished, &application,
        [](ExitCode code) { QCoreApplication::exit(static_cast<int>(code)); }, Qt::QueuedConnection);
    command->start();
    const int code = QCoreApplication::exec();
    std::cout.flush();
    return code;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/offlineline.h"

#include <QCommandLineParser>
#include <ostream>

namespace tandem::cli {

ExitCode refuseLine(const OfflineCommand &command, const QString &trouble, Output output)
{
    output.err << "tandemctl: " << trouble.toStdString() << "; see tandemctl " << command.name << " --help\n";
    return ExitCode::Usage;
}

std::optional<ExitCode> readOfflineLine(QCommandLineParser &parser, const OfflineCommand &command,
                                        const QStringList &arguments, Output output)
{
    parser.setApplicationDescription(command.help);
    parser.addOption({{"h", "help"}, "Show this help."});
    if (!parser.parse(QStringList{QString("tandemctl ") + command.name} + arguments)) {
        const QString trouble = parser.errorText();
        return refuseLine(command, trouble.endsWith('.') ? trouble.chopped(1) : trouble, output);
    }
    if (parser.isSet("help")) {
        const QString options = parser.helpText();
        output.out << "Usage: tandemctl " << command.name << ' ' << command.usage << "\n\n"
                   << options.mid(options.indexOf('\n') + 1).toStdString();
        return ExitCode::Done;
    }
    const QStringList files = parser.positionalArguments();
    if (files.isEmpty())
        return refuseLine(command, "FILE is missing", output);
    if (files.size() > 1 && !command.manyFiles)
        return refuseLine(command, "\"" + files.at(1) + "\" is too much", output);
    return std::nullopt;
}

} // namespace tandem::cli

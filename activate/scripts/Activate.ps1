{{file}}
<#
.Synopsis
Makes PowerShell use this Python environment. "deactivate" undoes it.

.Parameter VenvDir
The environment, where it is not the one that this script is part of.

.Parameter Prompt
The name to show in the prompt, where it is not the one in pyvenv.cfg.
#>
Param(
    [Parameter(Mandatory = $false)]
    [String]
    $VenvDir,
    [Parameter(Mandatory = $false)]
    [String]
    $Prompt
)

{{end}}
# In a block of its own, so that nothing is left behind when it is dot-sourced.
& {
{{eval}}
    # What follows calls no method of .NET but those of strings and regular
    # expressions: the constrained language of PowerShell has no others.
    $root = {{quote .Root}}
    $tail = {{quote .Tail}}
    $bin = $root + $tail
    $separator = {{quote .Separator}}
    $Prompt = {{quote .Prompt}}
{{end}}
{{file}}
    Param([String] $VenvDir, [String] $Prompt, [String] $ScriptDir)

    # The text in pyvenv.cfg is written as Python writes a string: in quotes,
    # with escapes. Text without quotes is taken as it is.
    function Read-PythonString([String] $Text) {
        if ($Text.Length -lt 2 -or $Text[0] -ne $Text[-1] -or -not ($Text[0] -eq "'" -or $Text[0] -eq '"')) {
            return $Text
        }
        $escape = '\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)'
        return [Regex]::Replace($Text.Substring(1, $Text.Length - 2), $escape, {
                Param($Match)
                $code = $Match.Groups[1].Value
                if ($code.Length -gt 1) {
                    return [Char]::ConvertFromUtf32([Convert]::ToInt32($code.Substring(1), 16))
                }
                if ($code -ceq 'n') { return "`n" }
                if ($code -ceq 'r') { return "`r" }
                if ($code -ceq 't') { return "`t" }
                return $code
            })
    }

    function Read-Prompt([String] $ConfigFile) {
        foreach ($line in [IO.File]::ReadAllLines($ConfigFile)) {
            $key, $value = $line -split '=', 2
            if ($null -ne $value -and $key.Trim() -eq 'prompt') {
                return Read-PythonString $value.Trim()
            }
        }
        return $null
    }

    $scriptItem = Get-Item -LiteralPath $ScriptDir -Force
    if ($VenvDir) {
        $root = (Get-Item -LiteralPath $VenvDir -Force -ErrorAction Stop).FullName
    }
    else {
        $root = $scriptItem.Parent.FullName
    }
    $bin = [IO.Path]::Combine($root, $scriptItem.Name)
    $config = [IO.Path]::Combine($root, 'pyvenv.cfg')
    $separator = [IO.Path]::PathSeparator
    if (-not [IO.File]::Exists($config)) {
        throw "Activate.ps1: $root is not an environment: it has no pyvenv.cfg"
    }
    if ($root.IndexOf($separator) -ge 0) {
        throw "Activate.ps1: PATH cannot hold $root"
    }
    if (-not $Prompt) {
        $Prompt = Read-Prompt $config
    }
    if (-not $Prompt) {
        $Prompt = [IO.Path]::GetFileName($root)
    }
{{end}}

    # Whatever is active in this session knows best how to leave.
    if ($env:VIRTUAL_ENV -and (Test-Path -LiteralPath Function:deactivate)) {
        deactivate -NonDestructive
    }

    $state = @{}
    foreach ($name in 'PATH', 'PYTHONHOME', 'VIRTUAL_ENV', 'VIRTUAL_ENV_PROMPT') {
{{file}}
        $state[$name] = [Environment]::GetEnvironmentVariable($name)
{{end}}
{{eval}}
        $state[$name] = if (Test-Path -LiteralPath "Env:$name") { (Get-Item -LiteralPath "Env:$name").Value }
{{end}}
    }
    New-Variable -Name _OLD_VIRTUAL_STATE -Scope Global -Force -Value $state

    # An environment that a parent process activated gives way to this one.
    $path = @($state['PATH'] -split [Regex]::Escape($separator))
    $gone = @()
{{file}}
    if ($env:VIRTUAL_ENV -and $path[0] -eq [IO.Path]::Combine($env:VIRTUAL_ENV, $scriptItem.Name)) {
{{end}}
{{eval}}
    if ($env:VIRTUAL_ENV -and $path[0] -eq $env:VIRTUAL_ENV + $tail) {
{{end}}
        $gone = @($path[0])
        $path = @($path | Select-Object -Skip 1)
    }
    if ($path.Count -eq 1 -and -not $path[0]) {
        $path = @()
    }
    $env:PATH = (@($bin) + $path) -join $separator
    $made = @{ Path = $env:PATH; Bin = $bin; Gone = $gone; Separator = $separator }
    New-Variable -Name _VIRTUAL_ENV_PATH -Scope Global -Force -Value $made
    $env:VIRTUAL_ENV = $root
    $env:VIRTUAL_ENV_PROMPT = $Prompt
    Remove-Item -LiteralPath Env:PYTHONHOME -ErrorAction SilentlyContinue

    # Defined for the session; it takes itself away unless told not to.
    function global:deactivate([Switch] $NonDestructive) {
        $state = Get-Variable -Name _OLD_VIRTUAL_STATE -Scope Global -ValueOnly -ErrorAction SilentlyContinue
        if ($null -ne $state) {
            $made = Get-Variable -Name _VIRTUAL_ENV_PATH -Scope Global -ValueOnly
            if ($env:PATH -cne $made.Path) {
                # What was changed since then stays.
                $found = $false
                $left = @()
                foreach ($entry in @($env:PATH -split [Regex]::Escape($made.Separator))) {
                    if (-not $found -and $entry -ceq $made.Bin) {
                        $found = $true
                        $left += $made.Gone
                    }
                    else {
                        $left += $entry
                    }
                }
                $state['PATH'] = if ($left) { $left -join $made.Separator }
            }
            foreach ($name in $state.Keys) {
                if ($null -eq $state[$name]) {
                    Remove-Item -LiteralPath "Env:$name" -ErrorAction SilentlyContinue
                }
                else {
{{file}}
                    [Environment]::SetEnvironmentVariable($name, $state[$name])
{{end}}
{{eval}}
                    Set-Item -LiteralPath "Env:$name" -Value $state[$name]
{{end}}
                }
            }
            Remove-Variable -Name _OLD_VIRTUAL_STATE -Scope Global -Force
            Remove-Variable -Name _VIRTUAL_ENV_PATH -Scope Global -Force
        }
        if (Test-Path -LiteralPath Function:_OLD_VIRTUAL_PROMPT) {
            Copy-Item -LiteralPath Function:_OLD_VIRTUAL_PROMPT -Destination Function:prompt
            Remove-Item -LiteralPath Function:_OLD_VIRTUAL_PROMPT
        }
        Remove-Variable -Name _PYTHON_VENV_PROMPT_PREFIX -Scope Global -Force -ErrorAction SilentlyContinue
        if (-not $NonDestructive) {
            Remove-Item -LiteralPath Function:deactivate
        }
    }

    if (-not $env:VIRTUAL_ENV_DISABLE_PROMPT) {
        New-Variable -Name _PYTHON_VENV_PROMPT_PREFIX -Scope Global -Force -Value $Prompt
        function global:_OLD_VIRTUAL_PROMPT { '' }
        Copy-Item -LiteralPath Function:prompt -Destination Function:_OLD_VIRTUAL_PROMPT
        function global:prompt {
            Write-Host -NoNewline -ForegroundColor Green "($global:_PYTHON_VENV_PROMPT_PREFIX) "
            _OLD_VIRTUAL_PROMPT
        }
    }
{{file}}
} $VenvDir $Prompt $PSScriptRoot
{{end}}
{{eval}}
}
{{end}}

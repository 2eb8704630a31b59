# Completion of geosolve in PowerShell. Load it with:
#   geosolve completion powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName geosolve -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -le $cursorPosition } | ForEach-Object { $_.ToString() })
    $program = $words[0]
    $words = @($words | Select-Object -Skip 1)
    if ($wordToComplete -eq '') { $words += '""' }
    & $program complete '--' @words 2>$null | ForEach-Object {
        $word, $about = $_ -split "`t", 2
        if ($word -eq ':files' -or $word -eq ':folders') {
            Get-ChildItem -Name -Path "$wordToComplete*" -ErrorAction SilentlyContinue -Directory:($word -eq ':folders') | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ProviderItem', $_)
            }
        }
        elseif (-not $word.StartsWith(':')) {
            if (-not $about) { $about = $word }
            [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $about)
        }
    }
}
